export function obstacle(): Promise<string | null>;
export function hasConntrack(): boolean;
