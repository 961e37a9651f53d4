-- Move what cannot be handled to the dead letters. KEYS 1 its stream 2 dead;
-- ARGV 1 entry 2 which stream 3 reason 4 participant 5 the blob. Once is enough.
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('XADD', KEYS[2], '*', 'stream', ARGV[2], 'reason', ARGV[3], 'p', ARGV[4], 'o', ARGV[5])
return 1
