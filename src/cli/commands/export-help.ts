import { columnHelp, relationHelp } from '../event-options.ts';

/** What `procscope export --help` says behind the options. */
export const EXPORT_HELP = `
csv      as Process Monitor writes it: UTF-8 with a byte-order mark, every field quoted, Detail cut at 4,095 characters.
         Times are local: set the variable TZ for another zone, such as TZ=UTC.
xml      as Process Monitor writes it: processes with their modules, then the events, with --stacks each with its stack.
jsonl    one JSON object an event, always with all keys; numbers are numbers, times are UTC, detail is an object.
sqlite   a database to query with SQL: events (one row an event), processes, modules, and the view all_columns.
parquet  columns with types and dictionaries, compressed, for pandas, Polars, DuckDB, Spark and the like.
pml      a log that Process Monitor opens, in several parts where the format's bound of 4 GiB asks for it.
native   a capture file of Procscope, which loses nothing.
docs/export-formats.md describes them. The file is written beside its target and renamed at the end, so that the target is
never half a file.

--as procmon, the default, gives csv and xml the texts of Process Monitor, its known mistakes included; its version is found
out from the capture, or named with --procmon-version. --as plain gives them what the window shows: nothing cut, no mistakes.

A rule is Column;relation;value;Include or Column;relation;value;Exclude. Events that match an Exclude rule are left out;
Include rules on the same column are alternatives, different columns narrow each other. Case does not matter.

--config takes the filter and the columns of what Process Monitor wrote with File > Export Configuration (PMC), or a filter
alone (PMF). Its rules hold beside those of --rule; --columns goes before its columns. The file is only read.

Relations: ${relationHelp()}

Columns (default: those with a *):
${columnHelp()}

Examples:
  procscope export boot.PML --to csv --columns all -o boot.csv
  procscope export boot.PML --to csv --columns 'Time of Day,PID,Path' -o -
  procscope export boot.PML --to xml --columns all --stacks -o boot.xml
  procscope export boot.PML --to jsonl --rule 'Process Name;is;svchost.exe;Include' -o - | jq .path
  procscope export boot.PML --to csv --config ProcmonConfiguration.pmc -o boot.csv
  procscope export boot.PML --to sqlite -o boot.sqlite
  procscope export boot.procscope --to pml -o boot.PML`;
