// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import {
    createClient,
    createManagementClient,
    ErrorCode,
    memoryStorage,
    type Client,
    type ClientOptions,
} from "@hako/client";
import { HakoServer, type Backend } from "./hako_server.js";
import { refusal } from "./refusals.js";
import { watchedFetch } from "./watched_fetch.js";

describe("the real server", () => {
    let server: HakoServer;
    let backend: Backend;

    before(async () => {
        server = await HakoServer.start();
        backend = await server.newBackend();
    });
    after(() => server.close());

    test("is told to be out of reach while it is, and the login outlives that", async () => {
        const app = backend.app();
        await app.User.register("alice", "secret");
        await server.kill();
        const { User } = backend.management();
        for (const call of [() => app.User.getProperties(), () => app.User.logout(), () => User.list()]) {
            const error = await refusal(call(), ErrorCode.unreachable);
            assert.equal(error.isNetworkError, true);
            assert.ok(error.cause instanceof Error);
        }
        await server.restart();
        assert.equal(app.User._username, "alice");
        assert.deepEqual(await app.User.getProperties(), {});
    });

    test("is not asked by a call that was given up before", async () => {
        const { fetch, sent } = watchedFetch();
        const app = backend.app({ fetch });
        const signal = AbortSignal.abort(new Error("the page is left"));
        await assert.rejects(app.User.login("a", "b", { signal }), /the page is left/);
        assert.deepEqual(sent, []);
        await app.User.validate("somebody", {}, { signal: new AbortController().signal });
        assert.equal(sent.length, 1);
    });
});

describe("a server that answers otherwise", () => {
    let other: Server;
    let answer: RequestListener;
    let app: (options?: Partial<ClientOptions>) => Client;
    let received: IncomingMessage[];

    beforeEach(async () => {
        received = [];
        other = createServer((request, response) => {
            received.push(request);
            answer(request, response);
        });
        await once(other.listen(0, "127.0.0.1"), "listening");
        const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/json-rpc`;
        app = (options) =>
            createClient({ url, backendId: "b", apiKey: "k", storage: memoryStorage(), ...options });
    });
    afterEach(() => {
        other.closeAllConnections();
        other.close();
    });

    const answers = (status: number, body: string, headers = {}): RequestListener => {
        return (_, response) => response.writeHead(status, headers).end(body);
    };
    const ok = JSON.stringify({ jsonrpc: "2.0", id: "1", result: "OK" });

    test("not at all, times out: after the client's time, or the call's", async () => {
        answer = () => undefined;
        const begin = performance.now();
        await refusal(app({ timeoutMs: 60 }).User.validate("a"), ErrorCode.timeout);
        const call = app({ timeoutMs: 0 }).User.validate("a", {}, { timeoutMs: 60 });
        const error = await refusal(call, ErrorCode.timeout);
        assert.equal(error.isNetworkError, true);
        assert.ok(performance.now() - begin < 10_000);
    });

    test("too late, is given up by the caller's signal, whose reason it is that comes", async () => {
        const controller = new AbortController();
        answer = () => controller.abort();
        const call = app().User.validate("a", {}, { signal: controller.signal });
        await assert.rejects(call, { name: "AbortError" });
    });

    test("in the middle of the body no more, times out as well", async () => {
        answer = (_, response) => void response.writeHead(200).write('{"jsonrpc":');
        await refusal(app({ timeoutMs: 60 }).User.validate("a"), ErrorCode.timeout);
    });

    test("with a proxy's page, is no answer of Hako's", async () => {
        answer = answers(502, "<h1>Bad gateway</h1>");
        const broken = await refusal(app().User.validate("a"), ErrorCode.unreachable);
        assert.deepEqual([broken.data, broken.isNetworkError], [{ status: 502 }, true]);
        for (const body of ["<h1>Welcome</h1>", "", "7", "{}", "null", '{"error":null}']) {
            answer = answers(200, body);
            const error = await refusal(app().User.validate("a"), ErrorCode.invalidResponse);
            assert.equal(error.isNetworkError, true);
        }
    });

    test("with another address, is not followed: the credentials are for this one", async () => {
        for (const status of [301, 307, 308]) {
            answer = answers(status, "", { Location: "/elsewhere" });
            await refusal(app().User.validate("a"), ErrorCode.unreachable);
        }
        assert.equal(received.length, 3);
    });

    test("gets what upstream's SDK sends, in a form that no browser asks about first", async () => {
        let body: Promise<string> | undefined;
        answer = (request, response) => {
            body = text(request);
            void body.then(() => response.end(ok));
        };
        await app({ deviceId: "phone" }).User.validate("alice");
        assert.deepEqual(JSON.parse((await body) ?? ""), {
            jsonrpc: "2.0",
            id: "1",
            method: "User.validate",
            params: { username: "alice", properties: {}, __api_key: "k", __device: "phone" },
        });
        const [{ url, headers } = { url: "", headers: {} }] = received;
        assert.equal(url, "/json-rpc/b");
        assert.match(headers["content-type"] ?? "", /^text\/plain/);
        const own = Object.keys(headers).filter((name) => name.startsWith("x-") || name === "cookie");
        assert.deepEqual(own, []);
    });

    test("with a login whose session is not to be seen, has not logged in", async () => {
        const result = { user: { _id: "u1", _username: "alice" }, loginToken: "token" };
        answer = answers(200, JSON.stringify({ jsonrpc: "2.0", id: "1", result }));
        const client = app();
        const error = await refusal(client.User.login("alice", "secret"), ErrorCode.invalidResponse);
        assert.match(error.message, /X-Set-Monaca-Cloud-Session/);
        assert.equal(client.User.isAuthenticated(), false);
        answer = answers(200, JSON.stringify({ result }), { "X-Set-Monaca-Cloud-Session": "abc1" });
        await client.User.login("alice", "secret");
        assert.equal(client.User._oid, "u1");
    });

    test("to wait, in a header, is understood", async () => {
        const error = { code: 9999, message: "Call limit exceeded", data: { key: "Too many wrong keys." } };
        answer = answers(429, JSON.stringify({ jsonrpc: "2.0", id: null, error }), { "Retry-After": "7" });
        const { port } = other.address() as AddressInfo;
        const management = createManagementClient({ url: `http://127.0.0.1:${port}/`, key: "k" });
        const refused = await refusal(management.User.list(), ErrorCode.limitExceeded);
        assert.deepEqual([refused.retryAfterMs, refused.isNetworkError], [7000, false]);
    });
});
