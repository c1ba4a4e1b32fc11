-- SPDX-License-Identifier: Apache-2.0
-- Loads items BENCH_FROM .. BENCH_FROM+BENCH_COUNT-1 through the target's API and appends their ids to ids.txt.
-- BENCH_APP=1: the items belong to the users of people.txt by turns. BENCH_BULK=n: n items a request through the target's bulk request; 1: one item a request.
-- Stops the process itself when the last answer is in (wrk only knows durations). Run it with -t1.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long s; long ns; } bench_ts; int clock_gettime(int, bench_ts *); ]]
local function now() local t = ffi.new("bench_ts"); ffi.C.clock_gettime(1, t); return tonumber(t.s) + tonumber(t.ns) / 1e9 end
local dir, state = os.getenv("BENCH_DIR"), os.getenv("BENCH_STATE")
package.path = dir .. "/wrk/?.lua;" .. dir .. "/targets/?.lua;" .. package.path
local items = require("items")
local from, count = tonumber(os.getenv("BENCH_FROM")), tonumber(os.getenv("BENCH_COUNT"))
local bulk = tonumber(os.getenv("BENCH_BULK") or "1")
local people = os.getenv("BENCH_APP") == "1" and require("people").read()
local T, out, start
local sent, got, answers, bad, sample = 0, 0, 0, 0, ""

function init()
  T = require(os.getenv("BENCH_TARGET"))
  local f = loadfile(state .. "/session.lua")
  if T.init then T.init(f and f() or {}) end
  out = io.open(state .. "/ids.txt", "a")
end

local verified = false
function request()
  -- wrk asks for one request before it connects, to look at it, and never sends it
  if not verified then verified = true; return wrk.format("GET", "/bench-filler") end
  start = start or now()
  if sent >= count then return wrk.format("GET", "/bench-filler") end
  if bulk > 1 then
    local t, owners = {}, {}
    for i = 1, math.min(bulk, count - sent) do
      t[i] = items.item(from + sent)
      if people then owners[i] = people[(from + sent) % #people + 1] end
      sent = sent + 1
    end
    return wrk.format((people and T.app or T).bulk(t, owners))
  end
  local it = items.item(from + sent)
  sent = sent + 1
  return wrk.format(T.create(it))
end

function response(status, headers, body)
  answers = answers + 1
  if status >= 200 and status < 300 and (not T.ok or T.ok(body)) then
    for id in body:gmatch(T.id) do got = got + 1; out:write(id, "\n") end
  elseif status ~= 404 then  -- 404: the filler that is sent while the last answers are under way
    bad = bad + 1; if sample == "" then sample = status .. " " .. body:sub(1, 300) end
  end
  local stuck = bad > 20 or answers > count + 20000
  if got >= count or stuck then
    out:close()
    io.write(string.format("LOADED %d bad=%d seconds=%.3f %s\n", got, bad, now() - start, sample))
    io.flush()
    os.exit(stuck and 1 or 0)
  end
end
