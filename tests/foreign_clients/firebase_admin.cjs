// SPDX-License-Identifier: Apache-2.0
// Drives firebase-admin: each line of input is a command, each line of output what came of it.
//   {"account": {service account}, "legacy": bool}   begins with a new app; legacy: HTTP/1.1
//   {"send": [messages], "dryRun": bool}             [{"name": ...} or {"code": ..., "message": ...}]
const readline = require('node:readline');
const { cert, deleteApp, initializeApp } = require('firebase-admin/app');
const { getMessaging } = require('firebase-admin/messaging');

let app;

async function obey(command) {
  if (command.account) {
    if (app) await deleteApp(app);
    app = initializeApp({ credential: cert(command.account) });
    if (command.legacy) getMessaging(app).enableLegacyHttpTransport();
    return {};
  }
  const { responses } = await getMessaging(app).sendEach(command.send, command.dryRun);
  return responses.map(({ success, messageId, error }) =>
    success ? { name: messageId } : { code: error.code, message: error.message }
  );
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let result;
    try {
      result = await obey(JSON.parse(line));
    } catch (error) {
      result = { thrown: error.code || error.name, message: error.message };
    }
    console.log(JSON.stringify(result));
  }
  process.exit();
}

main();
