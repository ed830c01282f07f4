"use strict";

// -- filters of the matrix

const filters = document.getElementById("filters");

function filter() {
  const chosen = new FormData(filters);
  const family = chosen.get("family");
  const levels = chosen.getAll("level");
  const verdicts = chosen.getAll("verdict");
  let shown = 0;
  let all = 0;
  for (const group of document.querySelectorAll("#matrix tbody")) {
    let any = false;
    for (const row of group.querySelectorAll(".requirement")) {
      const wanted =
        (!family || group.dataset.family === family) &&
        [...row.querySelectorAll("td")].some(
          (cell) => levels.includes(cell.dataset.level) && verdicts.includes(cell.dataset.verdict),
        );
      row.hidden = !wanted;
      any ||= wanted;
      shown += wanted;
      all += 1;
    }
    group.hidden = !any;
  }
  document.getElementById("shown").textContent = `${shown} of ${all} requirements shown`;
}

if (filters) {
  filters.hidden = false;
  filters.addEventListener("input", filter);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filter();
}

// -- commands to copy

const said = document.getElementById("said");

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // a page from a file may not be allowed to, and can still copy what is selected
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "vh";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

for (const button of document.querySelectorAll(".copy")) {
  button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy");
  if (!button) return;
  const done = await copy(button.previousElementSibling.textContent);
  said.textContent = done ? "The command is copied." : "The command could not be copied.";
  button.textContent = done ? "Copied" : "Select it";
  setTimeout(() => {
    button.textContent = "Copy";
  }, 2000);
});

// -- what a link leads to is opened, wherever it is folded

function reveal() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  for (let around = target && target.closest("details"); around; around = around.parentElement.closest("details")) {
    around.open = true;
  }
}

addEventListener("hashchange", reveal);
reveal();
