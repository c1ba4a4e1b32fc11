// SPDX-License-Identifier: Apache-2.0
import type { Connection } from "./connection.js";
import type { CallOptions } from "./endpoint.js";
import { ErrorCode, HakoError } from "./errors.js";
import type { AppMethods } from "./generated/app_methods.js";
import type { JsonObject } from "./json.js";
import { Properties } from "./properties.js";

export type Login = AppMethods["User.login"]["result"];
export type ResetMailOptions = NonNullable<
    AppMethods["User.sendPasswordResetToken"]["params"]["options"]
>;

/** The user of this device, and the ways in and out. */
export class User extends Properties {
    constructor(connection: Connection) {
        super(connection, "User");
    }

    /** The `_id` of who is logged in, else null. A storage that answers by promises shows it from the
     *  first call on. That the session has ended is only told by the next call. */
    get _oid(): string | null {
        return this.connection.login.current.user?._id ?? null;
    }

    get _username(): string | null {
        return this.connection.login.current.user?._username ?? null;
    }

    isAuthenticated(): boolean {
        return this._oid !== null;
    }

    /** Creates a user and logs it in. */
    register(
        username: string,
        password: string,
        properties: JsonObject = {},
        options?: CallOptions,
    ): Promise<Login> {
        return this.connection.call("User.register", { username, password, properties }, options);
    }

    /** Rejects as `register` would, and stores nothing. */
    validate(username: string, properties: JsonObject = {}, options?: CallOptions): Promise<"OK"> {
        return this.connection.call("User.validate", { username, properties }, options);
    }

    login(username: string, password: string, options?: CallOptions): Promise<Login> {
        return this.connection.call("User.login", { username, password }, options);
    }

    /** Logs in by the token that the last login on this device left, or by one that is given. */
    async autoLogin(loginToken?: string | null, options?: CallOptions): Promise<Login> {
        const token = loginToken ?? (await this.connection.login.read()).loginToken ?? "";
        return this.connection.call("User.autoLogin", { loginToken: token }, options);
    }

    /** Ends the session and the login token; a session that has ended already is forgotten as well. */
    async logout(options?: CallOptions): Promise<"OK"> {
        try {
            await this.connection.call("User.logout", {}, options);
        } catch (error) {
            const isOver = error instanceof HakoError && error.code === ErrorCode.loginRequired;
            if (!isOver || !this.isAuthenticated()) throw error;
        }
        await this.connection.login.logOut();
        return "OK";
    }

    /** Deletes the user who is logged in. */
    async unregister(password: string, options?: CallOptions): Promise<"OK"> {
        await this.connection.call("User.unregister", { password }, options);
        await this.connection.login.logOut();
        return "OK";
    }

    /** Ends all other sessions and login tokens of the user. */
    updatePassword(oldPassword: string, newPassword: string, options?: CallOptions): Promise<"OK"> {
        return this.connection.call("User.updatePassword", { oldPassword, newPassword }, options);
    }

    /** "OK" as well when there is no such user or address. */
    sendPasswordResetToken(
        username: string,
        mail: ResetMailOptions = {},
        options?: CallOptions,
    ): Promise<"OK"> {
        return this.connection.call("User.sendPasswordResetToken", { username, options: mail }, options);
    }

    /** Sets a new password by the token that came by mail, and logs in. */
    resetPasswordAndLogin(
        username: string,
        newPassword: string,
        token: string,
        options?: CallOptions,
    ): Promise<Login> {
        const params = { username, newPassword, token };
        return this.connection.call("User.resetPasswordAndLogin", params, options);
    }
}
