// A code as large as a phone's real one that opens nothing, so that cameras and tests can read it: each row of modules is one number
// in base 36, with a one before its first module so that no zero gets lost.
export const saysNothing =
  'This code opens nothing. It is as large as a real one, so that screens, cards and cameras can be tried with it.';
const size = 73;
const rows = [
  '32icmrg52e9m0lb',
  '2bhz6iiuqsuyekh',
  '2nm8jdqpjkqd2l9',
  '2nrq3y0jhpy2gkd',
  '2nsbp1px8gy8e3h',
  '2bmz4uc7l0rl5xd',
  '32g3knvewnwxocf',
  '1ji2fzlg6tn61a8',
  '2dn6aszp3ubgcft',
  '2wvniaeo1lzylu7',
  '2a6p8ngdovs194a',
  '310pq6h7lgk1dvk',
  '2ohmk82eg0xdpn5',
  '2knvrq3cyg4msj5',
  '2iklwh61wb37405',
  '2jwoe0gni652uf3',
  '2t1epajn7ozzrl6',
  '2qsvdbjuz42lwlr',
  '28e4y28r2ta0lr6',
  '2t935x1nni7xyo4',
  '2fwq0gm2uih30wp',
  '2b23iew3wb1zik3',
  '2om9n8gbwkv0u1a',
  '2llzqqw0xl107hw',
  '2b12oa3w4dd5pmd',
  '317nxmxba65pi58',
  '29wh3saonf3uc0o',
  '2cy2ijbs7i5hr84',
  '1mra2tbwmeq64fp',
  '2p72m411qi8kup8',
  '2qgylfi9k5seuka',
  '2qtrgdg8cgquqv4',
  '2yvd5by9rsze4sj',
  '2b7g4q1t1l76auk',
  '2efv0o224oekks8',
  '2ibqyv06xseub2q',
  '1sklptsgui6tbdd',
  '1rbfxpjiljfteb5',
  '2r49axnalw1tf45',
  '1m9vba2yvje3yvz',
  '1r2oihkrqk6ff5m',
  '1yc6bddrhvx4imn',
  '2e82puo9v4po1l6',
  '24hoj3tl6jalits',
  '2z68j3z9hcxpaep',
  '261mktg3czbolqp',
  '2dean9ry9tb9aol',
  '2cz80dr16c8ta8v',
  '27iyj8r1rwqa3ui',
  '22gcqbat7803nbz',
  '2nyb8ouc6hy900a',
  '25zxh1ybflqlpsg',
  '2zvclofbve7vt75',
  '1xif9omdqi16649',
  '2gtmq2ucagmn1kd',
  '2oacnhqebh0ghdz',
  '23t48f3euoe7qeu',
  '29j43f3duc5wurl',
  '2d9gox52izez5w5',
  '24bkvlopag4xn5j',
  '2wea3ziwq2wmhy6',
  '3236e9n50w4qszc',
  '2tthx702llid224',
  '1ov47h5e69g3dou',
  '2detu1jmf6kclit',
  '1jj4acei08tt0k0',
  '32goflaxbgyphlg',
  '2bjj9s55iydvo65',
  '2nqydfla3zk658b',
  '2nng4rqqv9h699t',
  '2nnjcdmyzihxo1i',
  '2bknxijy5rvndem',
  '32h66c3gmxzwwcr',
];

const bitsOf = (row: string): string =>
  Array.from(row)
    .reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, 36)), 0n)
    .toString(2)
    .slice(1);

/** A code as the server's own are drawn: runs of dark modules. */
export const drawn = {
  size,
  path: rows
    .flatMap((row, y) =>
      [...bitsOf(row).matchAll(/1+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
    )
    .join(''),
};
