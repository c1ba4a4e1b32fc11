// SPDX-License-Identifier: Apache-2.0
import { ErrorCode, HakoError } from "./errors.js";
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from "./json.js";

const TIMEOUT_MS = 30_000;

export interface CallOptions {
    /** Gives the call up; it then rejects with the signal's reason, as `fetch` does. */
    signal?: AbortSignal | undefined;
    /** How long to wait for the answer, in milliseconds; 0: for ever. Else the client's. */
    timeoutMs?: number | undefined;
}

export interface EndpointOptions {
    /** Of every call that names none itself; standard: 30,000. */
    timeoutMs?: number | undefined;
    /** Used instead of the global one, which is looked up at each call. */
    fetch?: typeof fetch | undefined;
}

export interface Reply {
    value: JsonValue;
    headers: Headers;
}

/** One address that JSON-RPC is posted to. */
export class Endpoint {
    private readonly url: string;
    private readonly headers: Record<string, string>;
    private readonly options: EndpointOptions;

    constructor(url: string, headers: Record<string, string>, options: EndpointOptions) {
        this.url = url;
        this.headers = headers;
        this.options = options;
    }

    /** What is answered, be it a result, an error or a list of both. Never sends twice. */
    async post(body: unknown, options: CallOptions = {}): Promise<Reply> {
        const timeoutMs = options.timeoutMs ?? this.options.timeoutMs ?? TIMEOUT_MS;
        return givingUp(options.signal, timeoutMs, async (signal) => {
            const response = await (this.options.fetch ?? globalThis.fetch)(this.url, {
                method: "POST",
                headers: this.headers,
                body: JSON.stringify(body),
                signal,
                // The credentials stand in what is sent; they go to no other address.
                credentials: "omit",
                redirect: "error",
                cache: "no-store",
            });
            return { value: replyIn(await response.text(), response), headers: response.headers };
        });
    }
}

/** What `send` gives, unless the caller's signal or the time ends it before. */
async function givingUp<T>(
    callers: AbortSignal | undefined,
    timeoutMs: number,
    send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
    if (callers?.aborted) throw callers.reason;
    // AbortSignal.any() and .timeout() are younger than many web views.
    const controller = new AbortController();
    const giveUp = () => controller.abort();
    const isLimited = timeoutMs > 0 && Number.isFinite(timeoutMs);
    const timer = isLimited ? setTimeout(giveUp, timeoutMs) : undefined;
    callers?.addEventListener("abort", giveUp, { once: true });
    try {
        return await send(controller.signal);
    } catch (error) {
        if (callers?.aborted) throw callers.reason;
        if (controller.signal.aborted) {
            throw new HakoError(ErrorCode.timeout, "Connection timeout", { cause: error });
        }
        if (error instanceof HakoError) throw error;
        throw new HakoError(ErrorCode.unreachable, "Server not reached", { cause: error });
    } finally {
        clearTimeout(timer);
        callers?.removeEventListener("abort", giveUp);
    }
}

/** The JSON-RPC of an HTTP response: errors of the management API come with other statuses than 200. */
function replyIn(text: string, response: Response): JsonValue {
    const value = parseJson(text);
    if (Array.isArray(value)) return value;
    if (isJsonObject(value) && ("result" in value || "error" in value)) return value;
    const data: JsonObject = { status: response.status };
    if (!response.ok) throw new HakoError(ErrorCode.unreachable, "Invalid status code", { data });
    throw new HakoError(ErrorCode.invalidResponse, "Invalid response", { data });
}

/** The result in one reply; throws the error in it. `headers` are of the HTTP response around it. */
export function resultOf(reply: JsonValue | undefined, headers: Headers): JsonValue {
    if (isJsonObject(reply)) {
        if (isJsonObject(reply["error"])) throw errorOf(reply["error"], headers);
        if (reply["result"] !== undefined) return reply["result"];
    }
    throw new HakoError(ErrorCode.invalidResponse, "Invalid response");
}

function errorOf({ code, message, data }: JsonObject, headers: Headers): HakoError {
    const details = isJsonObject(data) ? data : {};
    const retryAfterMs = details["retryAfterMs"] ?? millisecondsIn(headers.get("Retry-After"));
    return new HakoError(Number(code), String(message), {
        data: details,
        retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : undefined,
    });
}

function millisecondsIn(seconds: string | null): number | undefined {
    return seconds !== null && /^\d+$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}
