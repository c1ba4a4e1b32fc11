// SPDX-License-Identifier: Apache-2.0
import { Endpoint, resultOf, type CallOptions, type EndpointOptions } from "./endpoint.js";
import { ErrorCode, HakoError } from "./errors.js";
import { managementMethods, type ManagementMethods } from "./generated/management_methods.js";
import { isJsonObject, type JsonValue } from "./json.js";
import { methodTree, type Arguments, type MethodTree, type ResultOf } from "./methods.js";

const KEY_HEADER = "X-Monaca-Backend-Management-API-Key";

export interface ManagementClientOptions extends EndpointOptions {
    /** `https://host/manage/json-rpc/{backendId}`. */
    url: string;
    /** Of `hako key create`. It opens the whole backend: it belongs into no app and no page. */
    key: string;
}

type MethodName = keyof ManagementMethods;

/** One call of a batch. */
export type BatchCall = {
    [Name in MethodName]: { method: Name } & (Record<never, never> extends ManagementMethods[Name]["params"]
        ? { params?: ManagementMethods[Name]["params"] }
        : { params: ManagementMethods[Name]["params"] });
}[MethodName];

/** What came of one call of a batch. */
export type Settled<Result> = { ok: true; result: Result } | { ok: false; error: HakoError };

/** What came of each call of a batch, in the calls' order. */
export type BatchResults<Calls extends readonly BatchCall[]> = {
    -readonly [Index in keyof Calls]: Settled<ResultOf<ManagementMethods, Calls[Index]["method"]>>;
};

export interface ManagementClient extends MethodTree<ManagementMethods> {
    /** Calls a method by its name: `call("User.list", ...)` is `User.list(...)`. */
    call<Name extends MethodName>(
        method: Name,
        ...args: Arguments<ManagementMethods, Name>
    ): Promise<ResultOf<ManagementMethods, Name>>;

    /**
     * Sends all calls at once. They are carried out one after another, each for itself: one that is
     * refused does not undo those before it. Rejects when the batch as a whole was refused.
     */
    batch<const Calls extends readonly BatchCall[]>(
        calls: Calls,
        options?: CallOptions,
    ): Promise<BatchResults<Calls>>;
}

export function createManagementClient(options: ManagementClientOptions): ManagementClient {
    const own = { "Content-Type": "application/json", [KEY_HEADER]: options.key };
    const endpoint = new Endpoint(options.url, own, options);

    async function call(method: MethodName, params: object = {}, callOptions?: CallOptions) {
        const { value, headers } = await endpoint.post(envelope(0, method, params), callOptions);
        return resultOf(value, headers);
    }

    async function batch(calls: readonly BatchCall[], callOptions?: CallOptions) {
        if (calls.length === 0) return [];
        const envelopes = calls.map(({ method, params }, id) => envelope(id, method, params));
        const { value, headers } = await endpoint.post(envelopes, callOptions);
        if (!Array.isArray(value)) {
            resultOf(value, headers);
            throw new HakoError(ErrorCode.invalidResponse, "Invalid response");
        }
        const replies = new Map(value.filter(isJsonObject).map((reply) => [reply["id"], reply]));
        return calls.map((_, id) => settled(replies.get(id), headers));
    }

    const tree = methodTree<ManagementMethods>(managementMethods, call);
    // The types of `call` and `batch` tell callers what comes back; the server holds to them.
    return { ...tree, call, batch } as ManagementClient;
}

function envelope(id: number, method: string, params: object = {}) {
    return { jsonrpc: "2.0", id, method, params };
}

function settled(reply: JsonValue | undefined, headers: Headers): Settled<JsonValue> {
    try {
        return { ok: true, result: resultOf(reply, headers) };
    } catch (error) {
        if (error instanceof HakoError) return { ok: false, error };
        throw error;
    }
}
