export function losses(): string;
