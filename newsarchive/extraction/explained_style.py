"""The style sheet of an explained page: data only."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { --ink: #1c2430; --soft: #64707f; --line: #dfe4ea; --paper: #fff; --desk: #eef1f5;
  --text: #178a4c; --lead: #0b8a8a; --headline: #2456c4; --by-line: #6a5acd; --caption: #b7791f; --call-out: #a3369a;
  --other: #c93a3a; }
* { box-sizing: border-box; }
html { background: var(--desk); color: var(--ink);
  font: 15px/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
body { margin: 0; }
.sheet { margin: 18px 460px 60px 18px; padding: 26px 34px 40px; background: var(--paper); border-radius: 10px;
  box-shadow: 0 1px 3px #0002; overflow-wrap: anywhere; }
.sheet a { color: inherit; text-decoration-color: #8aa; }
.sheet table { border-collapse: collapse; } .sheet td, .sheet th { border: 1px solid var(--line); padding: 2px 8px; }
.sheet h1, .sheet h2, .sheet h3, .sheet h4 { line-height: 1.25; margin: .55em 0; }
.sheet ul, .sheet ol { padding-left: 26px; margin: .5em 0; } .sheet p, .sheet blockquote, .sheet figure {
  margin: .6em 0; }
.sheet figure, .sheet blockquote { margin-left: 0; margin-right: 0; } .sheet blockquote { padding-left: 14px; }
.sheet nav ul, .sheet header ul { padding-left: 18px; }
.chip { font: 11px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; color: var(--soft); border: 1px dashed #b5bec9;
  border-radius: 4px; padding: 1px 6px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
  max-width: 100%; display: inline-block; vertical-align: bottom; }
.v { position: relative; border-radius: 4px; box-shadow: inset 4px 0 0 var(--c); background: var(--b);
  padding: 3px 8px 3px 14px; }
.v.text { --c: var(--text); --b: #eaf7ef; } .v.lead { --c: var(--lead); --b: #e2f5f5; }
.v.headline { --c: var(--headline); --b: #e8eefc; } .v.by-line { --c: var(--by-line); --b: #f0eefc; }
.v.caption { --c: var(--caption); --b: #fdf4e2; } .v.call-out { --c: var(--call-out); --b: #faeaf8; }
.v.other { --c: var(--other); --b: #fcecec; }
.v.part { box-shadow: inset 4px 0 0 var(--c), inset 0 0 0 1px var(--c); margin: 8px 0; padding-top: 18px; }
li.v { margin: 3px 0; } span.v, a.v { display: inline-block; margin: 1px 0; }
.v.no { color: #5b6470; } .v.no.other { color: #7d6a6a; }
.v.no.headline { color: inherit; padding-top: 16px; } .v.no.headline::after { background: var(--headline); }
.v::after { content: attr(data-why); position: absolute; top: 0; right: 0;
  font: 600 10px/1.5 system-ui, "DejaVu Sans", sans-serif;
  color: #fff; background: var(--c); padding: 0 6px; border-radius: 0 4px 0 5px; opacity: .92; max-width: 80%;
  overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; letter-spacing: 0; }
.v.text.yes::after { opacity: 0; } .v.text.yes:hover::after { opacity: .92; }
.panel { position: fixed; top: 0; right: 0; bottom: 0; width: 442px; overflow-y: auto; background: #fbfcfd;
  border-left: 1px solid var(--line); padding: 18px 20px 40px; font-size: 13px; line-height: 1.45;
  overflow-wrap: anywhere; }
.panel h1 { font-size: 16px; margin: 0 0 2px; } .panel .url { color: var(--soft); font-size: 12px; margin: 0 0 12px; }
.panel .refused { background: #fcecec; color: #9c2424; border-radius: 6px; padding: 7px 10px; margin: 0 0 12px; }
.legend { display: flex; flex-wrap: wrap; gap: 5px; margin: 0 0 14px; padding: 0; list-style: none; }
.legend li { border-left: 4px solid var(--c); background: var(--b); border-radius: 3px; padding: 1px 8px;
  font-size: 12px; box-shadow: none; }
.panel section { border-top: 1px solid var(--line); padding: 9px 0 8px; }
.panel h2 { font: 600 12px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; margin: 0 0 3px; color: var(--soft); }
.panel .value { font-weight: 600; margin: 0 0 4px; } .panel .none { color: var(--soft); font-weight: 400; }
.panel ol { list-style: none; margin: 0; padding: 0; }
.panel li.offer { display: grid; grid-template-columns: 12px 156px 1fr; gap: 6px; padding: 1px 0;
  color: var(--soft); font-size: 12px; }
.panel li.won { color: var(--ink); } .panel li.won .mark { color: var(--text); font-weight: 700; }
.panel .source { font: 11px/1.55 ui-monospace, "DejaVu Sans Mono", monospace; }
.panel .sure { color: var(--soft); font-weight: 400; }
.panel .raw { display: block; color: #8a95a3; font-size: 11px; }
@media (max-width: 900px) { .sheet { margin: 10px; padding: 18px; } .panel { position: static; width: auto;
  border: 0; } }
@media print { .panel { position: static; width: auto; } .sheet { margin: 0; box-shadow: none; } }
"""
