// SPDX-License-Identifier: Apache-2.0
import { isJsonObject, parseJson, type JsonValue } from "./json.js";
import type { ClientStorage } from "./storage.js";

/** Who is logged in. */
export interface CurrentUser {
    readonly _id: string;
    readonly _username: string;
}

/** What a client keeps between starts; null: there is none. */
export interface LoginState {
    readonly deviceId: string | null;
    readonly session: string | null;
    readonly loginToken: string | null;
    readonly user: CurrentUser | null;
}

const LOGGED_OUT = { session: null, loginToken: null, user: null };
const EMPTY: LoginState = { deviceId: null, ...LOGGED_OUT };
const SESSION = /^[a-zA-Z0-9]+$/;

/**
 * The login state of one backend in a storage, which other pages of the app may share: it is read anew
 * for each call, and one that is being changed waits for the change before.
 */
export class LoginStateKeeper {
    /** As last seen. */
    current: LoginState = EMPTY;
    private readonly storage: ClientStorage;
    private readonly name: string;
    private lastChange: Promise<unknown> = Promise.resolve();

    constructor(storage: ClientStorage, name: string) {
        this.storage = storage;
        this.name = name;
        const text = storage.getItem(name);
        // A storage that answers at once shows who is logged in before the first call.
        if (typeof text === "string") this.current = stateIn(text);
    }

    async read(): Promise<LoginState> {
        await this.lastChange;
        this.current = stateIn(await this.storage.getItem(this.name));
        return this.current;
    }

    /** Sets what `change` makes of the state as it then is; gives the whole of it. */
    change(change: (state: LoginState) => Partial<LoginState>): Promise<LoginState> {
        const done = this.lastChange.then(async () => {
            const state = stateIn(await this.storage.getItem(this.name));
            const changed = { ...state, ...change(state) };
            this.current = changed;
            await this.storage.setItem(this.name, JSON.stringify(changed));
            return changed;
        });
        this.lastChange = done.catch(() => undefined);
        return done;
    }

    logOut(): Promise<LoginState> {
        return this.change(() => LOGGED_OUT);
    }
}

/** What is stored may be of anybody's making: what is not as it must be counts as absent. */
function stateIn(text: string | null): LoginState {
    const stored = text === null ? undefined : parseJson(text);
    if (!isJsonObject(stored)) return EMPTY;
    const session = textIn(stored["session"]);
    const user = isJsonObject(stored["user"]) ? stored["user"] : {};
    const _id = textIn(user["_id"]);
    const _username = textIn(user["_username"]);
    return {
        deviceId: textIn(stored["deviceId"]),
        session: session !== null && SESSION.test(session) ? session : null,
        loginToken: textIn(stored["loginToken"]),
        user: _id !== null && _username !== null ? { _id, _username } : null,
    };
}

function textIn(value: JsonValue | undefined): string | null {
    return typeof value === "string" && value !== "" ? value : null;
}
