-- Put a dead letter back where it came from. KEYS 1 dead 2 its stream; ARGV 1 entry.
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
if #found == 0 then return 0 end
local fields = {}
for i = 1, #found[1][2], 2 do fields[found[1][2][i]] = found[1][2][i + 1] end
redis.call('XADD', KEYS[2], '*', 'p', fields['p'], 'o', fields['o'])
redis.call('XDEL', KEYS[1], ARGV[1])
return 1
