"""How the page of failures looks. The class of a box and of an outcome is the outcome's name."""

from __future__ import annotations

STYLE = """
:root { --correct: #2e8b57; --wrong: #d64545; --invented: #b0489f; --missed: #b7791f; }
* { box-sizing: border-box; }
body { font: 13px/1.45 system-ui, sans-serif; color: #1f2933; margin: 0 auto; max-width: 1500px;
  padding: 24px; }
h1 { font-size: 22px; margin: 0 0 12px; }
h2 { font-size: 16px; margin: 28px 0 8px; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
table.scores { max-width: 900px; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid #e4e7eb;
  overflow-wrap: anywhere; }
th { font-weight: 600; color: #52606d; border-bottom-color: #7b8794; overflow-wrap: normal; }
.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
tr.sum td { font-weight: 600; border-bottom-color: #7b8794; }
.figures { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 0; }
.figures dt { color: #52606d; font-size: 12px; }
.figures dd { margin: 0; font-weight: 600; }
.diagrams { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; }
.diagrams img { max-width: 420px; width: 100%; height: auto; }
section { border-top: 2px solid #cbd2d9; margin-top: 32px; }
.told { color: #52606d; margin: 0 0 12px; }
.error { background: #fbeaea; border-left: 4px solid var(--wrong); margin: 0 0 12px;
  padding: 8px 12px; overflow-wrap: anywhere; }
.document { display: grid; grid-template-columns: minmax(0, 11fr) minmax(0, 13fr); gap: 24px; }
.values { align-self: start; position: sticky; top: 12px; }
.values th:nth-child(2), .values td:nth-child(2) { min-width: 11em; }
.values th:nth-child(n+3):nth-child(-n+5) { width: 22%; }
@media (max-width: 900px) { .document { grid-template-columns: minmax(0, 1fr); } }
figure { margin: 0 0 16px; }
figcaption { color: #52606d; font-size: 12px; margin-bottom: 4px; }
figure > div { position: relative; border: 1px solid #cbd2d9; line-height: 0; }
figure img { width: 100%; height: auto; }
figure svg { position: absolute; inset: 0; width: 100%; height: 100%; }
svg rect { fill: none; stroke: var(--colour); stroke-width: 2px;
  vector-effect: non-scaling-stroke; pointer-events: all; }
svg rect.correct { stroke-width: 1px; }
svg .label rect { fill: var(--colour); fill-opacity: 0.85; stroke: none; }
svg text { fill: #fff; font-family: system-ui, sans-serif; }
.correct { --colour: var(--correct); }
.wrong { --colour: var(--wrong); }
.invented { --colour: var(--invented); }
.missed { --colour: var(--missed); }
.outcome { color: var(--colour); font-weight: 600; white-space: nowrap; }
details { margin-top: 12px; }
summary { cursor: pointer; color: #52606d; }
"""
