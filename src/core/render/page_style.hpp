#pragma once
#include "core/plain.hpp"

#include <string_view>

namespace sdp {

// The style of index.html: calm, readable on a phone, in the dark and on paper.
inline constexpr std::string_view page_style = R"css(
:root {
  color-scheme: light dark;
  --ink: #1f2328; --soft: #59636e; --faint: #8b949e; --paper: #ffffff; --raised: #f6f8fa;
  --line: #d9dee4; --accent: #3b5bdb; --accent-soft: #e8edfd; --accent-line: #b9c6f5;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #dfe3e8; --soft: #9aa4af; --faint: #6e7781; --paper: #14171b; --raised: #1c2026;
    --line: #2e343c; --accent: #93a9ff; --accent-soft: #1f2740; --accent-line: #3c4a7d;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 var(--sans);
  text-size-adjust: 100%; -webkit-text-size-adjust: 100%; }
.frame { display: grid; grid-template-columns: 17rem minmax(0, 1fr); max-width: 86rem; margin: 0 auto; }
.contents { position: sticky; top: 0; align-self: start; height: 100vh; overflow: auto;
  padding: 2.5rem 1rem 2.5rem 1.75rem; font-size: .875rem; line-height: 1.4; }
.contents ol, .contents ul { list-style: none; margin: 0; padding: 0; }
.contents > ol > li { margin: 0 0 .6rem; }
.contents a { display: block; padding: .18rem .5rem; border-radius: .35rem; color: var(--soft);
  text-decoration: none; overflow-wrap: anywhere; }
.contents > ol > li > a { color: var(--ink); font-weight: 600; }
.contents ul a { padding-left: 1.4rem; font-size: .8125rem; }
.contents a:hover { background: var(--raised); color: var(--ink); }
.contents .open { color: var(--faint); padding: .18rem .5rem; }
.contents .title { font-weight: 600; font-size: .75rem; letter-spacing: .06em; color: var(--faint);
  text-transform: uppercase; padding: 0 .5rem .6rem; }
main { padding: 2.5rem clamp(1rem, 4vw, 3.5rem) 6rem; min-width: 0; }
header h1 { font-size: clamp(1.7rem, 5vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em;
  margin: 0 0 .5rem; }
header .tagline { font-size: clamp(1.05rem, 2.5vw, 1.25rem); color: var(--soft); margin: 0 0 1.5rem; max-width: 44rem; }
.pipeline { max-width: 46rem; margin: 2rem 0 1rem; }
.pipeline svg { display: block; width: 100%; height: auto; font-family: var(--sans); }
.pipeline rect { fill: var(--accent-soft); stroke: var(--accent-line); }
.pipeline .open rect { fill: none; stroke: var(--line); stroke-dasharray: 4 4; }
.pipeline .end rect { fill: none; stroke: var(--accent); }
.pipeline text { fill: var(--ink); font-size: 15px; }
.pipeline .number { fill: var(--accent); font-size: 12px; font-weight: 600; }
.pipeline .open text { fill: var(--faint); }
.pipeline path { stroke: var(--faint); stroke-width: 1.5; fill: none; }
.pipeline a:hover rect { stroke: var(--accent); }
section { border-top: 1px solid var(--line); margin-top: 4rem; padding-top: 2.5rem; }
section > .files { color: var(--soft); font-size: .8125rem; margin: 0 0 .4rem; }
section > .files b { color: var(--accent); font-weight: 600; }
h2, h3, h4, h5, h6, p, li, td, th, summary { overflow-wrap: break-word; unicode-bidi: plaintext; }
h2, h3, h4, h5, h6 { line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.75rem; margin: 0 0 1rem; }
h3 { font-size: 1.3rem; margin: 2.75rem 0 .8rem; }
h4 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
h5, h6 { font-size: .95rem; margin: 1.5rem 0 .5rem; color: var(--soft); }
p, ul, ol { max-width: 46rem; }
p { margin: 0 0 .9rem; }
ul, ol { padding-left: 1.4rem; margin: 0 0 1rem; }
li { margin: .15rem 0; }
li > ul, li > ol { margin-bottom: .2rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .15em; }
blockquote { margin: 0 0 1.2rem; padding: .1rem 0 .1rem 1rem; border-left: 3px solid var(--accent-line);
  color: var(--soft); }
blockquote p { margin: .3rem 0; }
code { font: .875em/1.5 var(--mono); background: var(--raised); border-radius: .3rem; padding: .1em .35em;
  overflow-wrap: anywhere; }
h3 code, h4 code { background: none; padding: 0; font-size: .95em; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem;
  padding: .9rem 1.1rem; overflow: auto; max-height: 32rem; font-size: .875rem; line-height: 1.5; margin: 0 0 1.2rem; }
pre code { background: none; padding: 0; font-size: inherit; overflow-wrap: normal; white-space: pre; }
.table { overflow-x: auto; margin: 0 0 1.2rem; }
table { border-collapse: collapse; font-size: .9rem; line-height: 1.45; min-width: 20rem; }
th { text-align: start; font-weight: 600; color: var(--soft); font-size: .8125rem; white-space: nowrap; }
th, td { padding: .45rem 1.1rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { min-width: 4rem; max-width: 32rem; }
td code { overflow-wrap: break-word; }
details { margin: 0 0 1.2rem; }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; margin-bottom: .5rem; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
.patch { display: inline-block; width: .85em; height: .85em; border-radius: .2em; margin-right: .3em;
  vertical-align: -.06em; box-shadow: inset 0 0 0 1px rgb(128 128 128 / .45); }
.picture { color: var(--soft); font-style: italic; }
.note { color: var(--soft); }
@media (max-width: 60rem) {
  .frame { display: block; }
  .contents { position: static; height: auto; padding: 1.5rem 1rem 0; }
  .contents ul { display: none; }
  .contents > ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 0 .5rem; }
  .contents > ol > li { margin: 0; }
  .contents > ol > li > a { font-weight: 400; }
  main { padding-top: 1.5rem; }
  .pipeline text { font-size: 19px; }
  .pipeline .number { font-size: 16px; }
  section { margin-top: 3rem; padding-top: 2rem; }
  h2 { font-size: 1.5rem; }
}
@media print {
  .contents { display: none; }
  .frame { display: block; }
  pre { max-height: none; white-space: pre-wrap; }
}
)css";

} // namespace sdp
