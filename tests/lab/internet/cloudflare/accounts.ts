// Whose account holds which zone: the family's two, and a club's fifty-eight, which one of the family looks after.
// Surprise: with the club's zones a list is longer than the fifty that Cloudflare gives at once, and the family's zone is
// on the second page, because lists go by name.
export const familyAccount = { id: '4e599df4216133509abaac54b109a647', name: "Example family's Account" } as const;
export const clubAccount = { id: '7c1b0e5a93d84f26b7a8c9d0e1f23456', name: 'Allotment club' } as const;

export const clubZones = Array.from({ length: 58 }, (_, n) => ({
  id: `c10b${String(n + 1).padStart(28, '0')}`,
  name: `allotment-${String(n + 1).padStart(2, '0')}.example`,
}));
