// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from "./json.js";

/** What `HakoError.code` may be. The negative two-digit ones are the client's own: no answer came. */
export const ErrorCode = {
    apiKeyInvalid: 4,
    sessionInvalid: 10,
    loginRequired: 11,
    deviceRequired: 12,
    invalidOperation: 13,
    permissionDenied: 14,
    limitExceeded: 9999,
    parseError: -32700,
    invalidRequest: -32600,
    methodNotFound: -32601,
    invalidParams: -32602,
    internalError: -32603,
    /** The answer took longer than the timeout. Whether the call was carried out is not known. */
    timeout: -11,
    /** What came is no JSON-RPC reply. */
    invalidResponse: -12,
    /** Offline, no such host, refused by the browser, or a proxy that answered in Hako's place. */
    unreachable: -13,
} as const;

export interface HakoErrorDetails {
    data?: JsonObject;
    retryAfterMs?: number | undefined;
    cause?: unknown;
}

/** A call that was refused, or that got no answer (`isNetworkError`). */
export class HakoError extends Error {
    /** One of `ErrorCode`, or from 10000 one of the backend's own. */
    readonly code: number;
    /** With -32602: what is wrong, by the parameter's name. Empty when there is nothing to say. */
    readonly data: JsonObject;
    /** How long to wait before the next try, in milliseconds; undefined when waiting does not help. */
    readonly retryAfterMs: number | undefined;

    constructor(code: number, message: string, details: HakoErrorDetails = {}) {
        super(message, "cause" in details ? { cause: details.cause } : undefined);
        this.name = "HakoError";
        this.code = code;
        this.data = details.data ?? {};
        this.retryAfterMs = details.retryAfterMs;
    }

    /** Whether no answer of Hako's came: the call may or may not have been carried out. */
    get isNetworkError(): boolean {
        const codes: readonly number[] = [
            ErrorCode.timeout,
            ErrorCode.invalidResponse,
            ErrorCode.unreachable,
        ];
        return codes.includes(this.code);
    }
}
