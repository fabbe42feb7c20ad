/* Keeps the file list of a variant's page up to date: asks every two seconds while something is under way. */
(() => {
  "use strict";
  const PAUSE = 2000;
  const panel = document.querySelector("[data-kho-progress]");
  if (!panel) return;
  const address = panel.dataset.khoProgress;
  let timer = 0;

  const draw = (answer) => {
    for (const slot of answer.slots) {
      const row = panel.querySelector(`[data-kho-slot="${slot.key}"]`);
      if (!row) continue;
      const state = row.querySelector("[data-kho-state]");
      state.textContent = slot.state_label;
      state.className = `kho-state kho-state--${slot.state}`;
      const bar = row.querySelector("[data-kho-percent]");
      bar.value = slot.percent;
      bar.hidden = slot.state !== "running" && slot.state !== "waiting";
      row.querySelector("[data-kho-stage]").textContent = slot.stage;
      row.querySelector("[data-kho-errors]").replaceChildren(...slot.errors.map((words) => {
        const line = document.createElement("p");
        line.className = "error-message";
        line.textContent = words;
        return line;
      }));
    }
    const badges = document.querySelector("[data-kho-badges]");
    if (badges) {
      badges.replaceChildren(...answer.badges.map((badge) => {
        const mark = document.createElement("span");
        mark.className = `kho-badge kho-badge--${badge.code}`;
        mark.textContent = badge.label;
        return mark;
      }));
    }
    const retry = panel.querySelector("[data-kho-retry]");
    if (retry) retry.hidden = !answer.slots.some((slot) => slot.state === "failed");
  };

  const ask = async () => {
    let settled = false;
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (response.ok) {
        const answer = await response.json();
        draw(answer);
        settled = answer.settled;
        panel.dispatchEvent(new CustomEvent("kho:progress", { detail: answer, bubbles: true }));
      } else if (response.status === 404 || response.status === 403) {
        return;
      }
    } catch {
      /* The network is away: ask again after the pause. */
    }
    if (!settled) timer = window.setTimeout(ask, PAUSE);
  };

  /* Other scripts start the watch again, for example after an upload. */
  panel.addEventListener("kho:watch", () => { window.clearTimeout(timer); ask(); });
  if (panel.dataset.khoSettled !== "true") timer = window.setTimeout(ask, PAUSE);
})();
