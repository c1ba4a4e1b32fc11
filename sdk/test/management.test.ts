// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, describe, test } from "node:test";
import { createManagementClient, ErrorCode, HakoError, type ManagementClient } from "@hako/client";
import { HakoServer, type Backend } from "./hako_server.js";
import { refusal } from "./refusals.js";

let server: HakoServer;
let backend: Backend;
let management: ManagementClient;

before(async () => {
    server = await HakoServer.start();
});
after(() => server.close());
beforeEach(async () => {
    backend = await server.newBackend();
    management = backend.management();
});

interface OpenRpc {
    methods: { name: string }[];
}

/** Every "Space.method" that a client has as a function. */
function functionsOf(client: object): string[] {
    return Object.entries(client)
        .filter(([, space]) => typeof space === "object")
        .flatMap(([space, methods]) => Object.keys(methods as object).map((name) => `${space}.${name}`));
}

describe("the methods", () => {
    test("are all that the server serves, and no others", async () => {
        const served = (await management.rpc.discover()) as unknown as OpenRpc;
        const names = served.methods.map(({ name }) => name);
        assert.ok(names.length > 20);
        assert.deepEqual(functionsOf(management).sort(), names.sort());
    });

    test("of the app API that the contract names all have their function in the client", async () => {
        const contract = JSON.parse(await readFile("../contract/openrpc-app.json", "utf8")) as OpenRpc;
        const { User, Device, Mailer, Collection } = backend.app();
        const objects: Record<string, object> = { User, Device, Mailer, Collection: Collection("Any") };
        for (const { name } of contract.methods) {
            const [space = "", method = ""] = name.split(".");
            const found: unknown = Reflect.get(objects[space] ?? {}, method);
            assert.equal(typeof found, "function", name);
        }
    });
});

describe("calls", () => {
    test("make, find, change and delete users", async () => {
        const { user } = await management.User.create({
            username: "alice",
            password: "secret",
            properties: { level: 1 },
        });
        assert.equal(await management.User.update({ _id: user._id, user: { level: 2 } }), "OK");
        const found = await management.User.list({ userQuery: "level == ?", userQueryBindParams: [2] });
        assert.deepEqual([found.totalItems, found.items[0]?.["_username"]], [1, "alice"]);
        assert.equal((await management.User.get({ _id: user._id })).user["level"], 2);
        assert.deepEqual(await management.User.getPropertyNames(), { names: ["level"] });
        assert.equal(await management.User.delete({ idList: [user._id] }), "OK");
        assert.equal((await management.User.list()).totalItems, 0);
    });

    test("make collections, with their items, indexes and permissions", async () => {
        await management.Collection.create({ _id: "Score", isInsertable: true });
        const { item } = await management.CollectionItem.create({
            collectionName: "Score",
            item: { points: 120 },
            permission: { public: "r" },
        });
        assert.deepEqual([item._ownerUserOid, item["points"]], [null, 120]);
        const where = { collectionName: "Score", _id: item._id };
        await management.CollectionItem.setPermission({ ...where, permission: { public: "rw" } });
        const { permission } = await management.CollectionItem.getPermission(where);
        assert.deepEqual(permission, { public: "rw" });
        await management.Collection.createIndex({ _id: "Score", properties: ["points"] });
        const { indexes } = await management.Collection.listIndexes({ _id: "Score" });
        assert.deepEqual(indexes[0]?.properties, ["points"]);
        const count = { collectionName: "Score", criteria: "points > 100" };
        assert.deepEqual(await management.CollectionItem.count(count), { totalItems: 1 });
        assert.deepEqual(await management.call("CollectionItem.count", count), { totalItems: 1 });
    });

    test("are refused by the names of what is wrong, all at once", async () => {
        const call = management.User.create({ username: "a b", password: "" });
        const error = await refusal(call, ErrorCode.invalidParams);
        assert.deepEqual(Object.keys(error.data).sort(), ["password", "username"]);
    });

    test("are refused without a good key", async () => {
        const stranger = createManagementClient({ url: backend.managementUrl, key: "wrong" });
        const error = await refusal(stranger.User.list(), ErrorCode.apiKeyInvalid);
        assert.equal(error.isNetworkError, false);
        await refusal(stranger.batch([{ method: "User.list" }]), ErrorCode.apiKeyInvalid);
    });

    test("of methods that are none are refused", async () => {
        await refusal(management.call("User.lost" as "User.list"), ErrorCode.methodNotFound);
    });
});

describe("a batch", () => {
    test("gives what came of each call, in the calls' order, each for itself", async () => {
        const [created, refused, listed] = await management.batch([
            { method: "User.create", params: { username: "alice", password: "secret" } },
            { method: "User.create", params: { username: "ALICE", password: "secret" } },
            { method: "User.list" },
        ]);
        assert.ok(created.ok && listed.ok && !refused.ok);
        assert.equal(listed.result.items[0]?.["_id"], created.result.user._id);
        assert.ok(refused.error instanceof HakoError);
        assert.deepEqual([refused.error.code, Object.keys(refused.error.data)], [-32602, ["username"]]);
    });

    test("of calls made by a program", async () => {
        const names = Array.from({ length: 50 }, (_, number) => `Made${number}`);
        const calls = names.map((_id) => ({ method: "Collection.create" as const, params: { _id } }));
        const results = await management.batch(calls);
        assert.deepEqual(results, names.map(() => ({ ok: true, result: "OK" })));
        const { items } = await management.Collection.list();
        assert.deepEqual(items.map(({ _id }) => _id).sort(), names.sort());
    });

    test("of nothing sends nothing", async () => {
        const fetch = () => Promise.reject(new Error("something was sent"));
        const careful = createManagementClient({ url: backend.managementUrl, key: backend.key, fetch });
        assert.deepEqual(await careful.batch([]), []);
    });

    test("that is too large is refused as a whole", async () => {
        const calls = Array.from({ length: 1001 }, () => ({ method: "User.getPropertyNames" as const }));
        await refusal(management.batch(calls), ErrorCode.invalidRequest);
    });
});
