import { PGlite } from '@electric-sql/pglite'; import { vector } from '@electric-sql/pglite-pgvector'; import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import fs from 'node:fs';
const mem=()=>{const s=fs.readFileSync('/proc/self/status','utf8');return 'rss '+(/VmRSS:\s+(\d+)/.exec(s)[1]/1000|0)+' peak '+(/VmHWM:\s+(\d+)/.exec(s)[1]/1000|0)};
const c=process.cpuUsage(); const cpu=()=>{const u=process.cpuUsage(c);return (u.user+u.system)/1000|0};
const t=performance.now();
const db = await PGlite.create({ dataDir: '/tmp/bp/database', extensions:{vector,pg_trgm}, startParams:[...PGlite.defaultStartParams,'-c','shared_buffers=16MB']});
await db.exec('drop table if exists zz; create table zz(id uuid primary key default gen_random_uuid(), t text, j jsonb, n int); ');
const open=[performance.now()-t|0, cpu(), mem()];
await new Promise(r=>setTimeout(r,1500));
const run=async()=>{const a=performance.now(); for(let i=0;i<1500;i++) await db.query('insert into zz(t,j,n) values($1,$2,$3) returning id',['hello '+i,{a:i},i]); const b=performance.now(); for(let i=0;i<1500;i++) await db.query('select * from zz where n=$1 and t like $2 order by id limit 5',[i,'hello%']); return [1500/(b-a)*1000|0, 1500/(performance.now()-b)*1000|0]};
const r1=await run(), r2=await run();
console.log('open ms,cpu', ...open, '| after', cpu(), mem(), '| ins/s sel/s', r1.join(), r2.join());
process.exit(0)
