// SPDX-License-Identifier: Apache-2.0
// Drives @parse/node-apn: each line of input is a command, each line of output what came of it.
//   {"provider": {options}}                    begins with a new provider
//   {"send": {notification}, "to": [tokens]}   {"sent": [...], "failed": [...]}
const readline = require('node:readline');
const apn = require('@parse/node-apn');

let provider;

function plain(failure) {
  return { ...failure, error: failure.error && failure.error.message };
}

async function obey(command) {
  if (command.provider) {
    if (provider) await provider.shutdown();
    provider = new apn.Provider(command.provider);
    return {};
  }
  const { sent, failed } = await provider.send(new apn.Notification(command.send), command.to);
  return { sent, failed: failed.map(plain) };
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await obey(JSON.parse(line))));
  }
  process.exit();
}

main();
