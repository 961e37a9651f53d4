-- One step of one session, all or nothing. All keys share one hash tag.
-- KEYS 1 fence  2 participant  3 journal  4 archive  5 seen  6 in  7 out  8 exp
--      9 timers 10 due  11 funnel
-- ARGV 1 our fence          2 version that was loaded     3 arrival id ('' none)
--      4 inbox entry ('')    5 outbox entry ('')           6 study ('': only consume)
--      7 address             8 current study               9 session blob
--     10 record ('')        11 timer: ms, '' keep, '-' stop  12 timer member
--     13 due member ('')    14 due score                  15 exported revision ('')
--     16 archive ('')       17 erase ('1' or '')          18 seen time, ms
--     then four lists, each led by its length: orders, exports, counts,
--     redactions (index and line alternating, length counts both)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'fenced'} end

local function consume()
  if ARGV[4] ~= '' then redis.call('XDEL', KEYS[6], ARGV[4]) end
  if ARGV[5] ~= '' then redis.call('XDEL', KEYS[7], ARGV[5]) end
end

if ARGV[3] ~= '' and redis.call('ZSCORE', KEYS[5], ARGV[3]) then
  consume()
  return {'duplicate'}
end
local version = redis.call('HGET', KEYS[2], 'v') or '0'
if version ~= ARGV[2] then return {'stale'} end

local at = 19
local function list()
  local length = tonumber(ARGV[at])
  local items = {}
  for i = 1, length do items[i] = ARGV[at + i] end
  at = at + length + 1
  return items
end
local orders, exports, counts, redactions = list(), list(), list(), list()

if ARGV[3] ~= '' then
  redis.call('ZADD', KEYS[5], ARGV[18], ARGV[3])
  redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -257)
  redis.call('EXPIRE', KEYS[5], 172800)
end

if ARGV[6] ~= '' then
  if ARGV[17] ~= '' then
    redis.call('HDEL', KEYS[2], 's:' .. ARGV[6])
    redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
    redis.call('ZREM', KEYS[9], ARGV[12])
    local left = redis.call('HKEYS', KEYS[2])
    local others = 0
    for _, field in ipairs(left) do
      if string.sub(field, 1, 2) == 's:' then others = others + 1 end
    end
    if others == 0 then
      redis.call('DEL', KEYS[2])
    else
      redis.call('HSET', KEYS[2], 'v', string.format('%.0f', tonumber(version) + 1), 'c', '')
    end
  else
    redis.call('HSET', KEYS[2], 'v', string.format('%.0f', tonumber(version) + 1),
      'a', ARGV[7], 'c', ARGV[8], 's:' .. ARGV[6], ARGV[9])
    for i = 1, #redactions, 2 do
      redis.call('LSET', KEYS[3], redactions[i], redactions[i + 1])
    end
    if ARGV[16] ~= '' then
      redis.call('SET', KEYS[4], ARGV[16])
      redis.call('DEL', KEYS[3])
    end
    if ARGV[10] ~= '' then redis.call('RPUSH', KEYS[3], ARGV[10]) end
    if ARGV[11] == '-' then
      redis.call('ZREM', KEYS[9], ARGV[12])
    elseif ARGV[11] ~= '' then
      redis.call('ZADD', KEYS[9], ARGV[11], ARGV[12])
    end
  end
end

if ARGV[15] ~= '' or ARGV[17] ~= '' then redis.call('ZREM', KEYS[10], ARGV[12]) end
if ARGV[13] ~= '' then redis.call('ZADD', KEYS[10], ARGV[14], ARGV[13]) end
for _, field in ipairs(counts) do redis.call('HINCRBY', KEYS[11], field, 1) end
for _, order in ipairs(exports) do redis.call('XADD', KEYS[8], '*', 'o', order) end
local reply = {'committed'}
for i, order in ipairs(orders) do reply[i + 1] = redis.call('XADD', KEYS[7], '*', 'o', order) end
consume()
return reply
