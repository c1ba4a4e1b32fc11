// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { ErrorCode, memoryStorage, type Client } from "@hako/client";
import { HakoServer, type Backend } from "./hako_server.js";
import { refusal } from "./refusals.js";

let server: HakoServer;
let backend: Backend;
let app: Client;

before(async () => {
    server = await HakoServer.start();
});
after(() => server.close());
beforeEach(async () => {
    backend = await server.newBackend();
    app = backend.app();
});

describe("register", () => {
    test("creates a user, who is logged in", async () => {
        assert.equal(app.User.isAuthenticated(), false);
        const { user } = await app.User.register("alice", "secret", { level: 1 });
        assert.equal(user._username, "alice");
        assert.deepEqual([app.User._oid, app.User._username], [user._id, "alice"]);
        assert.equal(app.User.isAuthenticated(), true);
        assert.deepEqual(await app.User.getProperties(), { level: 1 });
    });

    test("is refused for a name that is taken, as validate tells before", async () => {
        await app.User.register("alice", "secret");
        const other = backend.app();
        assert.equal(await other.User.validate("bob"), "OK");
        const { User } = other;
        for (const call of [() => User.validate("alice"), () => User.register("alice", "secret")]) {
            const error = await refusal(call(), ErrorCode.invalidParams);
            assert.equal(typeof error.data["username"], "string");
            assert.equal(error.isNetworkError, false);
        }
        assert.equal(other.User._oid, null);
    });
});

describe("login", () => {
    beforeEach(() => backend.management().User.create({ username: "alice", password: "secret" }));

    test("by name and password", async () => {
        const { user, loginToken } = await app.User.login("alice", "secret");
        assert.equal(app.User._oid, user._id);
        assert.ok(loginToken.length > 20);
    });

    test("is refused alike for a wrong password and a user who is not there", async () => {
        const wrong = await refusal(app.User.login("alice", "wrong"), ErrorCode.invalidParams);
        const nobody = await refusal(app.User.login("nobody", "secret"), ErrorCode.invalidParams);
        assert.deepEqual(wrong.data, nobody.data);
        assert.equal(app.User.isAuthenticated(), false);
    });

    test("has to wait after too many wrong passwords, and the error says how long", async () => {
        for (let tries = 0; tries < 5; tries++) {
            await refusal(app.User.login("alice", "wrong"), ErrorCode.invalidParams);
        }
        const error = await refusal(app.User.login("alice", "secret"), ErrorCode.limitExceeded);
        assert.ok(error.retryAfterMs !== undefined && error.retryAfterMs > 0);
    });

    test("is refused with a wrong app key", async () => {
        const stranger = backend.app({ apiKey: "0".repeat(64) });
        await refusal(stranger.User.login("alice", "secret"), ErrorCode.apiKeyInvalid);
    });

    test("ends at logout: the next call needs a login, and the device stays what it was", async () => {
        const device = await app.deviceId();
        await app.User.login("alice", "secret");
        assert.equal(await app.User.logout(), "OK");
        assert.equal(app.User._oid, null);
        await refusal(app.User.getProperties(), ErrorCode.loginRequired);
        await refusal(app.User.logout(), ErrorCode.loginRequired);
        await refusal(app.User.autoLogin(), ErrorCode.invalidParams);
        assert.equal(await app.deviceId(), device);
    });
});

describe("autoLogin", () => {
    test("logs in at the next start of the app", async () => {
        const storage = memoryStorage();
        const { user } = await backend.app({ storage }).User.register("alice", "secret");
        const restarted = backend.app({ storage });
        // Who is logged in is known before any call.
        assert.equal(restarted.User._oid, user._id);
        assert.equal((await restarted.User.autoLogin()).user._id, user._id);
        assert.equal((await restarted.User.autoLogin()).user._id, user._id);
        assert.deepEqual(await restarted.User.getProperties(), {});
    });

    test("is refused without a token, and with one of another device", async () => {
        await refusal(app.User.autoLogin(), ErrorCode.invalidParams);
        const { loginToken } = await app.User.register("alice", "secret");
        await refusal(backend.app().User.autoLogin(loginToken), ErrorCode.invalidParams);
    });

    test("takes over the token of upstream's SDK on the same device", async () => {
        const deviceId = "the-device-of-upstreams-plugin";
        const { loginToken } = await backend.app({ deviceId }).User.register("alice", "secret");
        const moved = backend.app({ deviceId });
        await moved.User.autoLogin(loginToken);
        assert.equal(moved.User._username, "alice");
    });

    test("is refused where the backend has it switched off", async () => {
        await app.User.register("alice", "secret");
        await backend.set("autoLogin=off");
        await refusal(app.User.autoLogin(), ErrorCode.invalidOperation);
    });
});

describe("the password", () => {
    beforeEach(() => app.User.register("alice", "secret"));

    test("is changed by who knows it; other devices are logged out for good", async () => {
        const other = backend.app();
        await other.User.login("alice", "secret");
        await refusal(app.User.updatePassword("wrong", "changed"), ErrorCode.invalidParams);
        assert.equal(await app.User.updatePassword("secret", "changed"), "OK");
        assert.deepEqual(await app.User.getProperties(), {});
        await refusal(other.User.getProperties(), ErrorCode.loginRequired);
        await refusal(other.User.autoLogin(), ErrorCode.invalidParams);
        await other.User.login("alice", "changed");
    });

    test("ends the user, by unregister", async () => {
        await refusal(app.User.unregister("wrong"), ErrorCode.invalidParams);
        assert.equal(app.User.isAuthenticated(), true);
        assert.equal(await app.User.unregister("secret"), "OK");
        assert.equal(app.User.isAuthenticated(), false);
        await refusal(app.User.login("alice", "secret"), ErrorCode.invalidParams);
    });
});

describe("properties", () => {
    test("of a user are merged, also when they are saved one by one at once", async () => {
        await app.User.register("alice", "secret");
        const names = ["a", "b", "c", "d", "e"];
        await Promise.all(names.map((name, value) => app.User.saveProperty(name, value)));
        assert.deepEqual(await app.User.getProperties(), { a: 0, b: 1, c: 2, d: 3, e: 4 });
        await app.User.saveProperties({ b: { deep: [true, null] } });
        assert.deepEqual(await app.User.getProperty("b"), { deep: [true, null] });
        assert.equal(await app.User.getProperty("none"), undefined);
        assert.deepEqual(await app.User.getProperties(["a", "none"]), { a: 0 });
    });

    test("of a device are its own, without a login", async () => {
        await app.Device.saveProperty("theme", "dark");
        assert.deepEqual(await app.Device.getProperties(), { theme: "dark" });
        assert.deepEqual(await backend.app().Device.getProperties(), {});
    });

    test("that have no proper name are refused by name", async () => {
        const error = await refusal(app.Device.saveProperty("1st", 1), ErrorCode.invalidParams);
        assert.notDeepEqual(error.data, {});
    });
});
