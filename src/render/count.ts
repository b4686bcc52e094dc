/** Numbers of things, and shares of them. */

/** `1234567` as `1,234,567`. */
export function formatCount(count: number): string {
  const digits = String(count);
  if (digits.length <= 3) return digits;
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 packet`, `2 packets`, `no packets`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  if (count === 0) return `no ${many}`;
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A share of 1 as `12 %`, `0.04 %`, `< 0.01 %`; `0 %` is exactly none. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.01) return '< 0.01 %';
  if (percent < 0.995) return `${percent.toFixed(2)} %`;
  return `${percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}
