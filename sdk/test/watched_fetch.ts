// SPDX-License-Identifier: Apache-2.0

export interface SentCall {
    method: string;
    params: Record<string, unknown>;
}

/** The real `fetch`, and what went through it. */
export function watchedFetch(): { fetch: typeof fetch; sent: SentCall[]; methods: () => string[] } {
    const sent: SentCall[] = [];
    return {
        sent,
        methods: () => sent.map(({ method }) => method),
        fetch: (input, init) => {
            sent.push(JSON.parse(String(init?.body)) as SentCall);
            return fetch(input, init);
        },
    };
}
