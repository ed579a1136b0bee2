"use strict";
for (const figure of document.querySelectorAll("figure.explorable")) {
  const view = figure.querySelector(".view"), svg = view.querySelector("svg");
  const marks = [...svg.querySelectorAll(".mark")], lines = [...svg.querySelectorAll(".links path")];
  const find = figure.querySelector("input");
  const count = figure.querySelector("[role=status]"), about = figure.querySelector(".about");
  const titles = marks.map(mark => mark.querySelector("title").textContent.split("\n"));
  const above = marks.map(mark => Number(mark.dataset.up ?? -1));
  const below = marks.map(() => []), line = new Map();
  above.forEach((up, at) => {
    if (up < 0) return;
    line.set(at, lines[line.size]);
    below[up].push(at);
  });
  const path = at => at < 0 ? [] : [...path(above[at]), at];
  const words = marks.map((mark, at) => {
    const way = path(at).map(step => titles[step][0]);
    const from = way.length > 1 ? `Path: ${way.join(" → ")}` : "The first request of its chain";
    return `${titles[at].join(", ")}. ${from}.`;
  });
  let found = [], turn = -1, now = -1, zoom = 1;

  const say = (counted, told) => {
    count.textContent = counted;
    about.textContent = told;
  };

  const trace = at => {
    const way = new Set(path(at));
    marks.forEach((mark, step) => mark.classList.toggle("way", way.has(step)));
    line.forEach((drawn, step) => drawn.classList.toggle("way", way.has(step)));
    if (at >= 0) say("", words[at]);
  };

  const go = at => {
    if (!marks[at]) return;
    marks.forEach((mark, place) => mark.setAttribute("tabindex", place === at ? 0 : -1));
    marks[at].focus();
  };

  const enlarge = times => {
    zoom = Math.min(8, Math.max(1, times));
    svg.style.width = `${100 * zoom}%`;
    svg.style.minWidth = `${48 * zoom}rem`;
    const box = marks[Math.max(now, 0)].getBoundingClientRect(), frame = view.getBoundingClientRect();
    view.scrollBy(box.x - frame.x - frame.width / 2, box.y - frame.y - frame.height / 2);
    say(`${Math.round(100 * zoom)}% of the size.`, "");
  };

  // Names are sought without regard to case, accents and spaces.
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/\s+/g, " ").trim();
  const names = titles.map(title => plain(title[0]));

  const search = () => {
    const wanted = plain(find.value);
    found = names.flatMap((name, at) => wanted && name.includes(wanted) ? [at] : []);
    turn = -1;
    trace(-1);
    marks.forEach(mark => mark.classList.remove("found"));
    found.forEach(at => marks[at].classList.add("found"));
    svg.classList.toggle("sought", found.length > 0);
    const requests = found.length === 1 ? "1 request" : `${found.length} requests`;
    if (!wanted) say("", "");
    else if (found.length) say(`${requests} found. Enter goes from one to the next.`, "");
    else say("Nobody of that name is drawn here.", "");
  };

  const steps = {
    ArrowUp: at => above[at],
    ArrowDown: at => below[at][0],
    ArrowLeft: at => at - 1,
    ArrowRight: at => at + 1,
    Home: () => 0,
    End: () => marks.length - 1,
  };

  marks.forEach((mark, at) => {
    mark.setAttribute("role", "treeitem");
    mark.setAttribute("aria-level", path(at).length);
    mark.setAttribute("aria-label", words[at]);
    mark.setAttribute("tabindex", at ? -1 : 0);
    mark.addEventListener("focus", () => trace(now = at));
    mark.addEventListener("pointerenter", () => trace(at));
    mark.addEventListener("click", () => go(at));
    mark.addEventListener("keydown", event => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape") find.focus();
      else if (event.key === "Enter") next(event.shiftKey ? -1 : 1);
      else if (event.key in steps) go(steps[event.key](at));
      else return;
      event.preventDefault();
    });
  });

  const next = by => {
    if (!found.length) return;
    turn = (turn + by + found.length) % found.length;
    go(found[turn]);
  };
  find.addEventListener("input", search);
  find.addEventListener("keydown", event => {
    if (event.key === "Enter") next(1);
    else if (event.key === "Escape") {
      find.value = "";
      search();
    }
  });
  for (const button of figure.querySelectorAll("button"))
    button.addEventListener("click", () =>
      enlarge({ in: 1.5 * zoom, out: zoom / 1.5, whole: 1 }[button.value]));

  svg.setAttribute("role", "tree");
  svg.setAttribute("aria-orientation", "horizontal");
  svg.setAttribute("aria-label", view.getAttribute("aria-label"));
  view.removeAttribute("role");
  view.removeAttribute("aria-label");
  for (const part of figure.querySelectorAll("[hidden]")) part.hidden = false;
}
