// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Criteria, ErrorCode, monaql, type Client, type Collection } from "@hako/client";
import { HakoServer, type Backend } from "./hako_server.js";
import { refusal } from "./refusals.js";
import { watchedFetch } from "./watched_fetch.js";

interface Score {
    player: string;
    points: number;
}

let server: HakoServer;
let backend: Backend;
let app: Client;
let scores: Collection<Score>;

before(async () => {
    server = await HakoServer.start();
});
after(() => server.close());
beforeEach(async () => {
    backend = await server.newBackend();
    await backend.createCollection("Score");
    app = backend.app();
    scores = app.Collection<Score>("Score");
});

async function insertThree(): Promise<void> {
    await scores.insert({ player: "Alice", points: 120 });
    await scores.insert({ player: "Bob", points: 310 });
    await scores.insert({ player: "Carol", points: 205 });
}

const players = (found: { items: Score[] }) => found.items.map(({ player }) => player);

describe("insert", () => {
    test("gives the item as it is stored, which belongs to who is logged in", async () => {
        const { user } = await app.User.register("alice", "secret");
        const item = await scores.insert({ player: "Alice", points: 120 });
        assert.deepEqual([item.player, item.points, item._ownerUserOid], ["Alice", 120, user._id]);
        assert.ok(Math.abs(item._createdAt.getTime() - Date.now()) < 60_000);
        assert.deepEqual({ ...(await scores.findOne(monaql`_id == ${item._id}`)) }, { ...item });
    });

    test("is refused where apps may not insert, and where there is no collection", async () => {
        await backend.management().Collection.create({ _id: "Closed" });
        await refusal(app.Collection("Closed").insert({}), ErrorCode.permissionDenied);
        const error = await refusal(app.Collection("None").insert({}), ErrorCode.invalidParams);
        assert.deepEqual(error.data, { collectionName: "Collection not found." });
    });
});

describe("find", () => {
    beforeEach(insertThree);

    test("by MonaQL, with values beside it or in it", async () => {
        assert.deepEqual(players(await scores.find("points > 200", "points")), ["Carol", "Bob"]);
        const beside = Criteria("points > ? && player != ?", [100, "Bob"]);
        assert.deepEqual(players(await scores.find(beside, "player DESC")), ["Carol", "Alice"]);
        const least = 300;
        assert.deepEqual(players(await scores.find(monaql`points >= ${least}`)), ["Bob"]);
    });

    test("in order, page by page, with the properties that are wanted", async () => {
        assert.deepEqual(players(await scores.find()), ["Carol", "Bob", "Alice"]);
        const options = { limit: 2, page: 2, propertyNames: ["player"] };
        const { items, totalItems } = await scores.find("", ["points DESC", "player"], options);
        assert.equal(totalItems, 3);
        assert.deepEqual(players({ items }), ["Alice"]);
        assert.equal("points" in items[0]!, false);
    });

    test("a value is never query text", async () => {
        const typed = '" || player != "';
        assert.equal((await scores.find(monaql`player == ${typed}`)).totalItems, 0);
        assert.equal((await scores.find(`player == "${typed}"`)).totalItems, 3);
    });

    test("refuses a query that is none, and says where", async () => {
        const error = await refusal(scores.find("points >"), ErrorCode.invalidParams);
        assert.match(String(error.data["criteria"]), /character \d+/);
        await refusal(scores.find(Criteria("points > ?")), ErrorCode.invalidParams);
    });

    test("sends nothing for criteria that would find anything", async () => {
        const { fetch, sent } = watchedFetch();
        const careless = backend.app({ fetch }).Collection<Score>("Score");
        const criteria = { _id: "x" } as unknown as string;
        await assert.rejects(careless.findOne(criteria), TypeError);
        await assert.rejects(careless.findMine(criteria), TypeError);
        await assert.rejects(careless.updatePermission(criteria, { public: "rw" }), TypeError);
        assert.deepEqual(sent, []);
    });

    test("findOne gives the first, or null, and fetches no more", async () => {
        const { fetch, sent } = watchedFetch();
        const watched = backend.app({ fetch, deviceId: await app.deviceId() }).Collection<Score>("Score");
        assert.equal((await watched.findOne(null, "points DESC"))?.player, "Bob");
        assert.equal(await watched.findOne("points > 999"), null);
        assert.deepEqual(sent[0]?.params["options"], { limit: 1 });
    });
});

describe("findMine", () => {
    test("finds what belongs to the device, then to the user, whatever the criteria", async () => {
        await backend.management().Collection.setConfig({ _id: "Score", defaultPublicPermission: "r" });
        await insertThree();
        await app.User.register("dave", "secret");
        await scores.insert({ player: "Dave", points: 1 });
        const others = backend.app().Collection<Score>("Score");
        assert.equal((await others.find()).totalItems, 4);
        assert.equal((await others.findMine()).totalItems, 0);
        assert.equal((await others.findMine('points == 1 || player == "Bob"')).totalItems, 0);
        assert.deepEqual(players(await scores.findMine('points == 1 || player == "Bob"')), ["Dave"]);
        assert.equal((await scores.findOneMine("points > 1")), null);
        await app.User.logout();
        const mine = Criteria("points == ? || points == ?", [1, 310]);
        assert.deepEqual(players(await scores.findMine(mine)), ["Bob"]);
        assert.equal((await scores.findOneMine("", "points"))?.player, "Alice");
    });
});

describe("an item", () => {
    test("is changed and saved, by itself or by its id", async () => {
        const item = await scores.insert({ player: "Alice", points: 120 });
        item.points += 5;
        assert.equal(await item.update(), "OK");
        assert.equal(await scores.update(item._id, { player: "Alicia" }), "OK");
        const now = await scores.findOne();
        assert.deepEqual([now?.player, now?.points], ["Alicia", 125]);
    });

    test("is deleted, by itself or by its id, and then it is not there", async () => {
        await insertThree();
        const { items } = await scores.find();
        assert.equal(await items[0]!.delete(), "OK");
        assert.equal(await scores.delete(items[1]!._id), "OK");
        assert.deepEqual(players(await scores.find()), ["Alice"]);
        await refusal(items[0]!.update(), ErrorCode.permissionDenied);
    });

    test("holds its properties and nothing else", async () => {
        const item = await app.Collection("Score").insert({ nested: { update: [1] } });
        const names = ["_id", "_createdAt", "_updatedAt", "_ownerUserOid", "nested"];
        assert.deepEqual(Object.keys(item).sort(), names.sort());
        assert.deepEqual((JSON.parse(JSON.stringify(item)) as { nested: unknown }).nested, { update: [1] });
    });

    test("of somebody else is not read, written or deleted", async () => {
        const item = await scores.insert({ player: "Alice", points: 120 });
        const others = backend.app().Collection<Score>("Score");
        assert.equal(await others.findOne(monaql`_id == ${item._id}`), null);
        await refusal(others.update(item._id, { points: 1 }), ErrorCode.permissionDenied);
        await refusal(others.delete(item._id), ErrorCode.permissionDenied);
        await refusal(others.getPermission(item._id), ErrorCode.permissionDenied);
        assert.equal((await scores.findOne())?.points, 120);
    });
});

describe("a permission", () => {
    test("is given at the insert, merged, and replaced when that is wished", async () => {
        const item = await scores.insert({ player: "Alice", points: 1 }, { public: "r" });
        assert.deepEqual(await item.getPermission(), { public: "r" });
        assert.deepEqual(await item.updatePermission({ "u-friend": "rw" }), { numUpdates: 1 });
        assert.deepEqual(await scores.getPermission(item._id), { public: "r", "u-friend": "rw" });
        await item.updatePermission({ "u-other": "r" }, { forceOverwrite: true });
        assert.deepEqual(await item.getPermission(), { public: "", "u-other": "r" });
    });

    test("lets others in, of all items that match", async () => {
        await insertThree();
        const others = backend.app().Collection<Score>("Score");
        assert.deepEqual(await scores.updatePermission("points > 200", { public: "r" }), { numUpdates: 2 });
        assert.deepEqual(players(await others.find(null, "player")), ["Bob", "Carol"]);
        assert.deepEqual(await others.updatePermission("", { public: "rw" }), { numUpdates: 0 });
        const bob = await others.findOne('player == "Bob"');
        await refusal(bob!.updatePermission({ public: "rw" }), ErrorCode.permissionDenied);
    });
});
