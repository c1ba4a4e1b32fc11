-- SPDX-License-Identifier: Apache-2.0
-- CollectionItem.get of random items at a steady pace: what other callers notice while pushes are sent.
-- PROBE_SESSION names a Lua file: { path, key, ids }.
local s = dofile(os.getenv("PROBE_SESSION"))
local headers = { ["X-Monaca-Backend-Management-API-Key"] = s.key, ["Content-Type"] = "application/json" }

-- Not in step with each other: what is noticed is each call by itself.
function delay() return math.random(0, 8) end -- ms

function request()
  local id = s.ids[math.random(#s.ids)]
  return wrk.format("POST", s.path, headers,
    '{"jsonrpc":"2.0","id":1,"method":"CollectionItem.get","params":{"collectionName":"Probe","_id":"' .. id .. '"}}')
end

function done(summary, latency)
  io.write(string.format("PROBE requests=%d p50=%d p99=%d max=%d errors=%d\n", summary.requests,
    latency:percentile(50), latency:percentile(99), latency.max, summary.errors.status + summary.errors.read + summary.errors.timeout))
end
