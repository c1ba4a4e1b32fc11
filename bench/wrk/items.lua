-- SPDX-License-Identifier: Apache-2.0
-- The GameScore items every target stores: the same sequence for everybody (a small LCG, seeded by the index).
local M = {}
M.countries = {"JP","US","DE","FR","GB","IT","ES","CN","KR","IN","BR","CA","AU","MX","SE","NO","FI","PL","TR","NL"}
local base = "The quick brown fox jumps over the lazy dog while the scoreboard keeps every point of the game. "
local note = (base .. base .. base):sub(1, 193)

local function lcg(x) return (x * 1103515245 + 12345) % 2147483648 end

function M.item(i)
  local a = lcg(lcg(i * 2654435 + 17) % 2147483648)
  local b = lcg(a); local c = lcg(b); local d = lcg(c)
  return { playerName = string.format("player_%06d", a % 1000000), score = math.floor(b / 2147.483648),
           level = math.floor(c / 65536) % 100 + 1, country = M.countries[math.floor(d / 65536) % 20 + 1],
           note = string.format("%07d", i % 10000000) .. note }
end

-- JSON of an item: plain ASCII, nothing to escape.
function M.json(t)
  return string.format('{"playerName":"%s","score":%d,"level":%d,"country":"%s","note":"%s"}',
    t.playerName, t.score, t.level, t.country, t.note)
end

function M.urlencode(s)
  return (s:gsub("[^%w%-_%.~]", function(c) return string.format("%%%02X", c:byte()) end))
end
return M
