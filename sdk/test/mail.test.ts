// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { ErrorCode, type Client } from "@hako/client";
import { HakoServer, type Backend } from "./hako_server.js";
import { MailSink } from "./mail_sink.js";
import { refusal } from "./refusals.js";

let server: HakoServer;
let sink: MailSink;
let backend: Backend;
let app: Client;
let userOid: string;

before(async () => {
    server = await HakoServer.start();
    sink = await MailSink.start();
    const where = ["--host", "127.0.0.1", "--port", String(sink.port), "--security", "none"];
    await server.run("mail", "configure", ...where, "--from", "Hako <hako@example.com>");
});
after(async () => {
    await server.close();
    sink.close();
});
beforeEach(async () => {
    backend = await server.newBackend();
    app = backend.app();
    const { user } = await app.User.register("alice@example.com", "secret");
    userOid = user._id;
});

async function setTemplate(name: string, text: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "hako-sdk-mail-"));
    const file = join(folder, "body.txt");
    await writeFile(file, text);
    const options = ["--backend", backend.id, "--subject", "From %app%", "--body", file];
    await server.run("mail", "template", "set", name, ...options);
    await rm(folder, { recursive: true });
}

test("a template is sent with its values, which may be none", async () => {
    await setTemplate("welcome", "Dear %name%,\n");
    const coming = sink.next();
    assert.equal(await app.Mailer.sendMail(userOid, "welcome", { name: "Alice", app: "Hako" }), "OK");
    const mail = await coming;
    assert.match(mail, /^To: .*alice@example\.com/m);
    assert.match(mail, /Dear Alice,/);
    assert.match(mail, /^Subject: From Hako/m);
    assert.equal(await app.Mailer.sendMail(userOid, "welcome", null), "OK");
});

test("a template or a user that is not there is refused, and so is who is not logged in", async () => {
    const error = await refusal(app.Mailer.sendMail(userOid, "none"), ErrorCode.invalidParams);
    assert.deepEqual(Object.keys(error.data), ["templateName"]);
    await refusal(backend.app().Mailer.sendMail(userOid, "none"), ErrorCode.loginRequired);
});

test("a forgotten password is set anew by the token in a mail, once", async () => {
    const forgetful = backend.app();
    const coming = sink.next();
    assert.equal(await forgetful.User.sendPasswordResetToken("alice@example.com"), "OK");
    const token = /\b[0-9A-Za-z]{24}\b/.exec(await coming)?.[0] ?? "";
    const wrong = forgetful.User.resetPasswordAndLogin("alice@example.com", "fresh", "x".repeat(24));
    await refusal(wrong, ErrorCode.invalidParams);
    await forgetful.User.resetPasswordAndLogin("alice@example.com", "fresh", token);
    assert.equal(forgetful.User._oid, userOid);
    const again = backend.app().User.resetPasswordAndLogin("alice@example.com", "other", token);
    await refusal(again, ErrorCode.invalidParams);
    await refusal(app.User.getProperties(), ErrorCode.loginRequired);
});

test("who is logged in is sent no reset token", async () => {
    const call = app.User.sendPasswordResetToken("alice@example.com", { emailPropertyName: "email" });
    await refusal(call, ErrorCode.invalidOperation);
});
