// Statements without a loop, none like another: what unrolled or generated models look like.

/** Numbers from a seed, the same on every machine. */
function generator(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function statements(count) {
  const draw = generator(count);
  const operand = (k) => (k === 0 || draw(8) === 0 ? `x[${draw(8)}]` : `v${k - 1 - draw(Math.min(k, 24))}`);
  const forms = [
    (a, b) => `(${a} * ${b}) / (1 + ${b} * ${b}) + 0.3`,
    (a, b) => `0.6 * ${a} + 0.3 * ${b}`,
    (a, b) => `${a} / (1 + ${b} * ${b})`,
    (a, b) => `Math.sqrt(1 + ${a} * ${a}) - 0.5 * ${b}`,
  ];
  const previous = (k) => (k === 0 ? "x[0]" : `v${k - 1}`);
  return Array.from({ length: count }, (_, k) => `  const v${k} = ${forms[draw(4)](previous(k), operand(k))};`);
}
