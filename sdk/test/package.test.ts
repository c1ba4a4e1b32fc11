// SPDX-License-Identifier: Apache-2.0
// What people are given: the examples of the README, the declarations, the plain script.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { HakoServer, type Backend } from "./hako_server.js";

const run = promisify(execFile);

describe("the examples of the README", () => {
    let server: HakoServer;
    let backend: Backend;

    before(async () => {
        server = await HakoServer.start();
        backend = await server.newBackend();
    });
    after(() => server.close());

    /** Runs the blocks of one mark as one program, with the names that stand for one's own filled in. */
    async function outputOf(mark: string): Promise<string[]> {
        const readme = await readFile("README.md", "utf8");
        const blocks = readme.matchAll(/<!-- test: (\w+) -->\n```js\n(.*?)```/gs);
        const program = [...blocks].filter(([, name]) => name === mark).map(([, , text]) => text).join("\n");
        assert.notEqual(program, "");
        const file = `build/tests/readme_${mark}.mjs`;
        const filled = program
            .replaceAll("https://hako.example", backend.server.origin)
            .replaceAll("BACKEND-ID", backend.id)
            .replaceAll("APP-KEY", backend.appKey)
            .replaceAll("MANAGEMENT-KEY", backend.key);
        await writeFile(file, filled);
        const { stdout } = await run(process.execPath, [file]);
        await rm(file);
        return stdout.trim().split("\n");
    }

    test("run, and print what their lines say", async () => {
        const [userId, totalItems] = await outputOf("management");
        assert.match(userId ?? "", /^u[0-9a-f-]{36}$/);
        assert.equal(totalItems, "1");
        const [user, found, wrong] = await outputOf("app");
        assert.deepEqual([user, found], ["alice ja", "1 Alice 125"]);
        assert.match(wrong ?? "", /^wrong: \{/);
    });
});

describe("the package", () => {
    test("says `any` in none of its types", async () => {
        const files = (await readdir("dist", { recursive: true })).filter((name) => name.endsWith(".d.ts"));
        assert.ok(files.includes("index.d.ts"));
        for (const file of files) {
            const text = await readFile(`dist/${file}`, "utf8");
            const code = text.replace(/\/\*.*?\*\//gs, "").replace(/\/\/.*$/gm, "");
            assert.doesNotMatch(code, /\bany\b/, file);
        }
    });

    test("needs no other, and no Node", async () => {
        const manifest = JSON.parse(await readFile("package.json", "utf8")) as Record<string, unknown>;
        for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"]) {
            assert.equal(manifest[kind], undefined);
        }
        for (const file of await readdir("src")) {
            if (!file.endsWith(".ts")) continue;
            const text = await readFile(`src/${file}`, "utf8");
            for (const [, from] of text.matchAll(/from "(.*?)"/g)) assert.match(from ?? "", /^\.\//, file);
        }
    });

    test("is a plain script as well, with the same names", async () => {
        const page: { Hako?: object } = {};
        runInNewContext(await readFile("dist/hako.js", "utf8"), page);
        const module = await import("@hako/client");
        assert.deepEqual(Object.keys(page.Hako ?? {}).sort(), Object.keys(module).sort());
    });
});
