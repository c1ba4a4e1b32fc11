// SPDX-License-Identifier: Apache-2.0

/** Where a client keeps its login between starts: localStorage has this form, promises may be given too. */
export interface ClientStorage {
    getItem(name: string): string | null | Promise<string | null>;
    setItem(name: string, value: string): void | Promise<void>;
}

/** Forgets at the end of the page or the process. */
export function memoryStorage(): ClientStorage {
    const values = new Map<string, string>();
    return {
        getItem: (name) => values.get(name) ?? null,
        setItem: (name, value) => void values.set(name, value),
    };
}

/** localStorage where it is and works, else memory. */
export function standardStorage(): ClientStorage {
    const probe = "hako.probe";
    try {
        // Merely to look at it throws where cookies are blocked; to write, where its room is zero.
        const { localStorage } = globalThis;
        localStorage.setItem(probe, "");
        localStorage.removeItem(probe);
        return localStorage;
    } catch {
        return memoryStorage();
    }
}
