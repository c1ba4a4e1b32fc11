// SPDX-License-Identifier: Apache-2.0
import { Endpoint, resultOf, type CallOptions, type EndpointOptions } from "./endpoint.js";
import { ErrorCode, HakoError } from "./errors.js";
import type { AppMethods } from "./generated/app_methods.js";
import { isJsonObject, type JsonValue } from "./json.js";
import { LoginStateKeeper, type LoginState } from "./login_state.js";
import type { Arguments, ParamsOf, ResultOf } from "./methods.js";
import { standardStorage, type ClientStorage } from "./storage.js";

const SESSION_HEADER = "X-Set-Monaca-Cloud-Session";

export interface ClientOptions extends EndpointOptions {
    /** `https://host/json-rpc/`. */
    url: string;
    /** Of `hako backend create`, as the app key is. */
    backendId: string;
    apiKey: string;
    /**
     * The id of this device, as the push plugin tells it to the server; a function is asked once, by the
     * first call. Without it a random one is made and kept. Who knows it reads what the device owns.
     */
    deviceId?: string | (() => string | Promise<string>) | undefined;
    /** Where session, login token and device id are kept; standard: localStorage, or memory without one. */
    storage?: ClientStorage | undefined;
    /** Whether a call whose session has ended logs in anew by the login token; standard: true. */
    renewSession?: boolean | undefined;
}

/** An app on a device, logged in or not: adds to each call who calls, keeps what logins give. */
export class Connection {
    readonly login: LoginStateKeeper;
    private readonly endpoint: Endpoint;
    private readonly options: ClientOptions;
    private givenDeviceId: Promise<string> | null = null;
    private renewal: Promise<unknown> | null = null;

    constructor(options: ClientOptions) {
        const { url, backendId } = options;
        // Of the types that a browser sends to another origin without asking there first.
        const headers = { "Content-Type": "text/plain;charset=UTF-8" };
        this.endpoint = new Endpoint(`${url.replace(/\/*$/, "/")}${backendId}`, headers, options);
        this.options = options;
        this.login = new LoginStateKeeper(options.storage ?? standardStorage(), `hako.${backendId}`);
    }

    async call<Name extends keyof AppMethods>(
        method: Name,
        ...[params, options]: Arguments<AppMethods, Name>
    ): Promise<ResultOf<AppMethods, Name>> {
        const before = await this.login.read();
        try {
            return await this.send(method, params, options);
        } catch (error) {
            const isOver = error instanceof HakoError && error.code === ErrorCode.loginRequired;
            if (!isOver || !(await this.renew(before))) throw error;
            return this.send(method, params, options);
        }
    }

    async deviceId(): Promise<string> {
        const { deviceId } = this.options;
        if (typeof deviceId === "string") return deviceId;
        if (deviceId === undefined) return this.storedDeviceId();
        this.givenDeviceId ??= Promise.resolve(deviceId()).catch((error: unknown) => {
            this.givenDeviceId = null;
            throw error;
        });
        return this.givenDeviceId;
    }

    private async storedDeviceId(): Promise<string> {
        const stored = (await this.login.read()).deviceId;
        if (stored !== null) return stored;
        const made = randomId();
        // Calls that come first together agree on one.
        const state = await this.login.change(({ deviceId }) => ({ deviceId: deviceId ?? made }));
        return state.deviceId ?? made;
    }

    private async send<Name extends keyof AppMethods>(
        method: Name,
        params: ParamsOf<AppMethods, Name> | undefined,
        options: CallOptions | undefined,
    ): Promise<ResultOf<AppMethods, Name>> {
        const own: Record<string, string> = {
            __api_key: this.options.apiKey,
            __device: await this.deviceId(),
        };
        const { session } = await this.login.read();
        if (session !== null) own["__session"] = session;
        const reply = await this.endpoint.post(
            { jsonrpc: "2.0", id: "1", method, params: { ...params, ...own } },
            options,
        );
        const result = resultOf(reply.value, reply.headers);
        const given = givenBy(reply.headers.get(SESSION_HEADER), result);
        if (given !== null) await this.login.change(() => given);
        return result as ResultOf<AppMethods, Name>;
    }

    /** Has a new session opened by the login token; false when there is none that is good, and when somebody
     *  else has logged in since: what was begun for one user is not done for another. */
    private async renew(before: LoginState): Promise<boolean> {
        if (this.options.renewSession === false) return false;
        const { session, loginToken } = await this.login.read();
        if (loginToken === null) return false;
        // Calls that end together renew together, and what another one has renewed is used.
        if (session === before.session) {
            this.renewal ??= this.send("User.autoLogin", { loginToken }, undefined).finally(() => {
                this.renewal = null;
            });
        }
        try {
            await this.renewal;
            return (await this.login.read()).user?._id === before.user?._id;
        } catch (error) {
            if (error instanceof HakoError && isRefusalOfToken(error)) return false;
            throw error;
        }
    }
}

/** What a reply changes in who is logged in; null: nothing. */
function givenBy(session: string | null, result: JsonValue): Partial<LoginState> | null {
    if (!isJsonObject(result) || !isJsonObject(result["user"])) return null;
    if (session === null) {
        // A proxy took it away, or hides it from the page: without it this would be no login.
        throw new HakoError(ErrorCode.invalidResponse, `No header ${SESSION_HEADER}`);
    }
    const { user, loginToken } = result;
    return {
        session,
        loginToken: String(loginToken),
        user: { _id: String(user["_id"]), _username: String(user["_username"]) },
    };
}

function isRefusalOfToken({ code }: HakoError): boolean {
    return code === ErrorCode.invalidParams || code === ErrorCode.invalidOperation;
}

/** 128 bits; crypto.randomUUID() is missing where a page came over plain HTTP. */
function randomId(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
