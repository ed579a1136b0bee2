// What htmx does not do: send dropped files, keep the focus and the folds over a change.
"use strict";

const byId = id => document.getElementById(id);
const drop = byId("drop"), picked = byId("files"), bar = byId("sent");
const most = Number(drop.dataset.most);

function say(text, failed = false) {
  const said = byId("said");
  said.textContent = text;
  said.classList.toggle("failed", failed);
}

function send(file) {
  return new Promise(done => {
    const call = new XMLHttpRequest();
    call.open("POST", `${drop.dataset.to}?name=${encodeURIComponent(file.name)}`);
    for (const [name, value] of Object.entries(JSON.parse(document.body.getAttribute("hx-headers")))) {
      call.setRequestHeader(name, value);
    }
    call.setRequestHeader("Content-Type", "application/octet-stream");
    call.upload.onprogress = at => {
      bar.value = 100 * at.loaded / at.total;
      if (at.loaded === at.total) { bar.removeAttribute("value"); say(`Reading ${file.name} …`); }
    };
    call.onload = () => done(call.status === 200 ? [call.responseText, ""] : ["", call.responseText]);
    call.onerror = () => done(["", `${file.name} could not be sent; is outreachlab still running?`]);
    call.send(file);
  });
}

async function take(files) {
  const order = [...files].sort((a, b) => a.name.endsWith(".toml") - b.name.endsWith(".toml"));
  const refused = [];
  for (const file of order) {
    if (file.size > most) {
      refused.push(`${file.name} is larger than ${most / 1048576} MB; leave rows or pictures out.`);
      continue;
    }
    say(`Sending ${file.name} …`);
    bar.hidden = false;
    bar.value = 0;
    const [page, why] = await send(file);
    bar.hidden = true;
    if (why) refused.push(why);
    else htmx.swap("#work", page, { swapStyle: "outerHTML" });
  }
  picked.value = "";
  if (refused.length) say(refused.join(" "), true);
  else (document.querySelector("#work h2[tabindex]") || byId("work")).focus();
}

picked.addEventListener("change", () => take(picked.files));
for (const name of ["dragover", "drop", "dragleave"]) {
  document.addEventListener(name, event => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) take(event.dataTransfer.files);
  });
}

// Folds stay as they were, and the focus goes to the same control, else to what took its place.
let folds = {}, focus = "", place = "";
document.addEventListener("htmx:beforeSwap", () => {
  const here = document.activeElement;
  focus = here && here.id;
  place = here && here.closest("section, details") ? here.closest("section, details").id : "";
  folds = Object.fromEntries([...document.querySelectorAll("#work details[id]")].map(one => [one.id, one.open]));
});
document.addEventListener("htmx:afterSwap", () => {
  for (const [id, open] of Object.entries(folds)) if (byId(id)) byId(id).open = open;
  if (document.activeElement !== document.body || !focus) return;
  const next = byId(focus) || document.querySelector("#work .asked h2, #work #results-h") || byId("work");
  next.focus();
});
document.addEventListener("htmx:responseError", event => say(event.detail.xhr.responseText, true));
// Lots that were drawn and not taken along are lost with the page.
document.addEventListener("click", event => {
  if (event.target.closest("a[href$='take/trial.zip']")) {
    delete byId("trial").dataset.unkept;
    if (byId("unkept")) byId("unkept").hidden = true;
  }
});
window.addEventListener("beforeunload", event => {
  if (document.querySelector("[data-unkept]")) event.preventDefault();
});
document.body.dataset.ready = "yes";
document.addEventListener("htmx:sendError", () => say("outreachlab does not answer; is it still running?", true));
