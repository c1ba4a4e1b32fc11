// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ErrorCode, memoryStorage, type ClientStorage } from "@hako/client";
import { HakoServer, type Backend } from "./hako_server.js";
import { refusal } from "./refusals.js";
import { watchedFetch } from "./watched_fetch.js";

let server: HakoServer;
let backend: Backend;
let storage: ClientStorage;

before(async () => {
    server = await HakoServer.start();
});
after(() => server.close());
beforeEach(async () => {
    backend = await server.newBackend();
    storage = memoryStorage();
});

async function stored(): Promise<Record<string, unknown>> {
    return JSON.parse((await storage.getItem(`hako.${backend.id}`)) ?? "{}") as Record<string, unknown>;
}

/** The same storage behind promises that take a while; `onWrite` is called while a write is under way. */
function slow(onWrite: () => void = () => undefined): ClientStorage {
    const { getItem, setItem } = storage;
    return {
        getItem: async (name) => {
            await setImmediate();
            return getItem(name);
        },
        setItem: async (name, value) => {
            onWrite();
            await setImmediate();
            await setImmediate();
            return setItem(name, value);
        },
    };
}

/** Leaves the app with a session that the server does not know, as after the time it is good for. */
async function letSessionDie(): Promise<void> {
    const dead = { ...(await stored()), session: "0".repeat(64) };
    await storage.setItem(`hako.${backend.id}`, JSON.stringify(dead));
}

describe("a session that died", () => {
    test("is renewed by the login token, and the call is carried out", async () => {
        const { fetch, methods, sent } = watchedFetch();
        const app = backend.app({ storage, fetch });
        await app.User.register("alice", "secret");
        await letSessionDie();
        assert.equal(await app.User.saveProperty("level", 2), "OK");
        assert.deepEqual(methods().slice(1), [
            "User.saveProperties",
            "User.autoLogin",
            "User.saveProperties",
        ]);
        assert.notEqual(sent[3]?.params["__session"], sent[1]?.params["__session"]);
        assert.deepEqual(await app.User.getProperties(), { level: 2 });
    });

    test("is renewed once for calls that find it out together", async () => {
        const { fetch, methods } = watchedFetch();
        const app = backend.app({ storage, fetch });
        await app.User.register("alice", "secret");
        await letSessionDie();
        await Promise.all(["a", "b", "c", "d"].map((name) => app.User.saveProperty(name, 1)));
        assert.equal(methods().filter((name) => name === "User.autoLogin").length, 1);
        assert.deepEqual(await app.User.getProperties(), { a: 1, b: 1, c: 1, d: 1 });
    });

    test("is told to an app that wants to know", async () => {
        const app = backend.app({ storage, renewSession: false });
        await app.User.register("alice", "secret");
        await letSessionDie();
        await refusal(app.User.getProperties(), ErrorCode.loginRequired);
        await app.User.autoLogin();
        assert.deepEqual(await app.User.getProperties(), {});
    });

    test("is told when the login token died with it, and is never taken for nobody's", async () => {
        await backend.createCollection("Diary");
        const app = backend.app({ storage });
        await app.User.register("alice", "secret");
        const other = backend.app();
        await other.User.login("alice", "secret");
        await other.User.updatePassword("secret", "changed");
        for (let tries = 0; tries < 2; tries++) {
            await refusal(app.Collection("Diary").insert({ text: "mine" }), ErrorCode.loginRequired);
        }
        assert.equal(app.User._username, "alice");
        assert.equal((await other.Collection("Diary").find()).totalItems, 0);
        // Logging out is what ends it; from then on the device alone calls.
        assert.equal(await app.User.logout(), "OK");
        const item = await app.Collection("Diary").insert({ text: "the device's" });
        assert.equal(item._ownerUserOid, null);
    });

    test("is not renewed for a call of somebody who has logged out meanwhile", async () => {
        const page = backend.app({ storage });
        await page.User.register("bob", "secret");
        await page.User.logout();
        const slowPage = backend.app({
            storage,
            // Between the begin of the call and the server, another page of the app has a new user.
            fetch: async (input, init) => {
                if (page.User._username === "alice") {
                    await page.User.logout();
                    await page.User.login("bob", "secret");
                }
                return fetch(input, init);
            },
        });
        await page.User.register("alice", "secret");
        await refusal(slowPage.User.saveProperty("mine", "Alice's"), ErrorCode.loginRequired);
        assert.deepEqual(await page.User.getProperties(), {});
        assert.equal(slowPage.User._username, "bob");
    });

    test("does not stand in the way of a login", async () => {
        const app = backend.app({ storage });
        await app.User.register("alice", "secret");
        await letSessionDie();
        assert.equal(await app.User.validate("bob"), "OK");
        await app.User.login("alice", "secret");
        assert.deepEqual(await app.User.getProperties(), {});
    });
});

describe("what is kept", () => {
    test("is the login and the device, and of a logout the device only", async () => {
        const app = backend.app({ storage });
        const { user, loginToken } = await app.User.register("alice", "secret");
        const { session, ...rest } = await stored();
        assert.match(String(session), /^[a-zA-Z0-9]+$/);
        const deviceId = await app.deviceId();
        assert.match(deviceId, /^[0-9a-f]{32}$/);
        assert.deepEqual(rest, { deviceId, loginToken, user: { _id: user._id, _username: "alice" } });
        await app.User.logout();
        assert.deepEqual(await stored(), { deviceId, session: null, loginToken: null, user: null });
    });

    test("is what other pages of the app go by", async () => {
        const [page, otherPage] = [backend.app({ storage }), backend.app({ storage })];
        await page.User.register("alice", "secret");
        assert.deepEqual(await otherPage.User.getProperties(), {});
        assert.equal(otherPage.User._username, "alice");
        await page.User.logout();
        await refusal(otherPage.User.getProperties(), ErrorCode.loginRequired);
        assert.equal(otherPage.User.isAuthenticated(), false);
    });

    test("may be kept by promises", async () => {
        await backend.app({ storage: slow() }).User.register("alice", "secret");
        const restarted = backend.app({ storage: slow() });
        assert.equal(restarted.User._oid, null);
        assert.deepEqual(await restarted.User.getProperties(), {});
        assert.equal(restarted.User._username, "alice");
    });

    test("is not read while it is being written", async () => {
        const app = backend.app({ storage: slow(() => void app.deviceId()) });
        await app.User.register("alice", "secret");
        assert.equal(app.User._username, "alice");
    });

    for (const junk of ["", "{", "[]", '"x"', '{"session":"not good!","user":{"_id":7},"deviceId":""}']) {
        test(`is passed over when it is junk: ${junk}`, async () => {
            await storage.setItem(`hako.${backend.id}`, junk);
            const app = backend.app({ storage });
            assert.equal(app.User._oid, null);
            await app.Device.saveProperty("a", 1);
            await app.User.register("alice", "secret");
            assert.deepEqual(await app.User.getProperties(), {});
        });
    }
});

describe("the device's id", () => {
    for (const [kind, open] of [["at once", () => storage], ["by promises", () => slow()]] as const) {
        test(`is one, for calls that come first together, where what is kept comes ${kind}`, async () => {
            const { fetch, sent } = watchedFetch();
            const app = backend.app({ storage: open(), fetch });
            await Promise.all(["a", "b", "c"].map((name) => app.Device.saveProperty(name, 1)));
            assert.equal(new Set(sent.map(({ params }) => params["__device"])).size, 1);
            assert.deepEqual(await backend.app({ storage }).Device.getProperties(), { a: 1, b: 1, c: 1 });
        });
    }

    test("is asked of a function once, and again after it failed", async () => {
        const answers = [Promise.reject(new Error("no plugin yet")), Promise.resolve("from-the-plugin")];
        const app = backend.app({ deviceId: () => answers.shift() ?? "asked too often" });
        await assert.rejects(app.Device.getProperties(), /no plugin yet/);
        await Promise.all([app.Device.saveProperty("a", 1), app.Device.saveProperty("b", 1)]);
        assert.equal(await app.deviceId(), "from-the-plugin");
        const other = backend.app({ deviceId: "from-the-plugin" });
        assert.deepEqual(await other.Device.getProperties(), { a: 1, b: 1 });
    });
});
