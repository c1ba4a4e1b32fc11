// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import {
    createClient,
    createManagementClient,
    memoryStorage,
    type Client,
    type ClientOptions,
    type ManagementClient,
} from "@hako/client";

const BINARY = process.env["HAKO_BINARY"] ?? resolve("../build/release/hako");

/** The settings of whoever runs the tests are not the tests' settings. */
const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("HAKO_")),
);

/** Below what Linux gives to outgoing connections: a server that was killed finds its port free. */
const anyPort = () => 12_000 + Math.floor(Math.random() * 20_000);

/** The real program, in a folder and on a port of its own. */
export class HakoServer {
    private readonly folder: string;
    private process: ChildProcess | null = null;
    private port = anyPort();

    private constructor(folder: string) {
        this.folder = folder;
    }

    static async start(): Promise<HakoServer> {
        const server = new HakoServer(await mkdtemp(join(tmpdir(), "hako-sdk-")));
        // Also when the tests are ended from outside, as the runner does at their timeout.
        process.once("exit", () => server.process?.kill("SIGKILL"));
        for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
        for (let tries = 1; !(await server.listens()); tries++) {
            assert.ok(tries < 5, "the server ends before it listens");
            server.port = anyPort();
        }
        return server;
    }

    get origin(): string {
        return `http://127.0.0.1:${this.port}`;
    }

    /** Starts again, on the same data and port, after `kill`. */
    async restart(): Promise<void> {
        assert.ok(await this.listens(), "the server ended before it listened");
    }

    /** Starts the program; false when it ended instead of listening, as where its port is taken. */
    private async listens(): Promise<boolean> {
        const listen = `127.0.0.1:${this.port}`;
        const options = ["--data", this.folder, "--listen", listen, "--log-format", "json"];
        this.process = spawn(BINARY, ["serve", ...options], {
            env: environment,
            stdio: ["ignore", "ignore", "pipe"],
        });
        const log = this.process.stderr!;
        const lines = createInterface({ input: log });
        for await (const line of lines) {
            // Why it ends, it says in plain text.
            if (line.includes('"event":"listening"')) {
                // Its log goes on, and must not fill the pipe.
                log.resume();
                return true;
            }
        }
        return false;
    }

    async kill(): Promise<void> {
        const running = this.process;
        this.process = null;
        if (running === null) return;
        running.kill("SIGKILL");
        await once(running, "exit");
    }

    async close(): Promise<void> {
        await this.kill();
        await rm(this.folder, { recursive: true, force: true });
    }

    /** Runs `hako ARGUMENTS` on this server's data; what it prints. */
    async run(...args: string[]): Promise<Record<string, string>> {
        const command = [...args, "--data", this.folder, "--json"];
        const { stdout } = await promisify(execFile)(BINARY, command, { env: environment });
        return stdout.trim() === "" ? {} : (JSON.parse(stdout) as Record<string, string>);
    }

    async newBackend(): Promise<Backend> {
        const { backendId, appKey } = await this.run("backend", "create", "Test");
        const { key } = await this.run("key", "create", "--backend", backendId!);
        return new Backend(this, backendId!, appKey!, key!);
    }
}

/** A backend of its own for each test. */
export class Backend {
    readonly server: HakoServer;
    readonly id: string;
    readonly appKey: string;
    readonly key: string;

    constructor(server: HakoServer, id: string, appKey: string, key: string) {
        this.server = server;
        this.id = id;
        this.appKey = appKey;
        this.key = key;
    }

    /** An app on a device of its own, unless `options` say otherwise. */
    app(options: Partial<ClientOptions> = {}): Client {
        return createClient({
            url: `${this.server.origin}/json-rpc/`,
            backendId: this.id,
            apiKey: this.appKey,
            storage: memoryStorage(),
            ...options,
        });
    }

    get managementUrl(): string {
        return `${this.server.origin}/manage/json-rpc/${this.id}`;
    }

    management(): ManagementClient {
        return createManagementClient({ url: this.managementUrl, key: this.key });
    }

    /** Makes a collection that apps may insert into. */
    async createCollection(name: string): Promise<void> {
        await this.management().Collection.create({ _id: name, isInsertable: true });
    }

    set(...settings: string[]): Promise<unknown> {
        return this.server.run("backend", "set", this.id, ...settings);
    }
}
