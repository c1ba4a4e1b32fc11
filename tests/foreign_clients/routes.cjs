// SPDX-License-Identifier: Apache-2.0
// Loaded before a client whose hosts are fixed: connections to them go to a simulator instead, as
// if the resolver and a router said so. ROUTES is JSON, {host: port of 127.0.0.1}. Names in TLS stay
// the provider's, and the client itself is untouched; every other connection is refused.
const net = require('node:net');

const routes = JSON.parse(process.env.ROUTES);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...given) {
  // Node's own callers hand over a list that is marked as normalized.
  const holder = Array.isArray(given[0]) ? given[0] : given;
  const { host } = holder[0];
  if (!(host in routes)) throw new Error(`a connection to ${host}, which has no route`);
  holder[0] = { ...holder[0], host: '127.0.0.1', port: routes[host] };
  return connect.apply(this, given);
};
