// Read by vite, svelte-check and the editor alike. Runes only: a forgotten `$state` should be an error, not a mystery.
export default { compilerOptions: { runes: true } };
