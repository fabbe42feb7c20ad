// The film player. Without this script the page plays the MP4 in <video controls>. With it: HLS from the first play on
// (natively on Apple's browsers, through hls.js elsewhere, fetched only then), the voices of the stream, jumps from the
// transcript, keys. When HLS fails the MP4 goes on from the same second.
(() => {
  "use strict";

  const HLS_TYPE = "application/vnd.apple.mpegurl";
  const SEEK_SECONDS = 5;
  const APPLE = /Apple/.test(navigator.vendor || "");

  function loadScript(url) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = () => reject(new Error("script not loaded"));
      document.head.append(script);
    });
  }

  class Player {
    constructor(box) {
      this.box = box;
      this.video = box.querySelector("video");
      this.block = box.parentElement;
      this.says = this.block.querySelector("[data-player-says]");
      this.voices = this.block.querySelector("[data-voices]");
      this.mp4 = this.video.querySelector("source").src;
      this.started = false;
      if (box.dataset.hls) this.video.addEventListener("play", () => this.start(), { once: true });
      box.addEventListener("keydown", (event) => this.key(event));
      for (const button of this.voiceButtons()) button.addEventListener("click", () => this.speak(button));
    }

    voiceButtons() {
      return this.voices ? [...this.voices.querySelectorAll("[data-voice]")] : [];
    }

    say(text) {
      this.says.textContent = text;
      this.says.hidden = !text;
    }

    async start() {
      if (this.started) return;
      this.started = true;
      const second = this.video.currentTime;
      if (APPLE && this.video.canPlayType(HLS_TYPE)) {
        this.video.addEventListener("error", () => this.fallBack(), { once: true });
        this.resume(this.box.dataset.hls, second);
        this.video.addEventListener("loadeddata", () => this.showVoices(), { once: true });
        return;
      }
      try {
        if (!window.Hls) await loadScript(this.box.dataset.hlsScript);
        if (window.Hls.isSupported()) this.attach(second);
      } catch {
        this.say("");  // the MP4 is already playing
      }
    }

    attach(second) {
      // No worker: it would need blob: in the page's policy.
      this.hls = new window.Hls({ enableWorker: false, startPosition: second || -1, capLevelToPlayerSize: true });
      this.hls.on(window.Hls.Events.MANIFEST_PARSED, () => this.play());
      this.hls.on(window.Hls.Events.AUDIO_TRACKS_UPDATED, () => this.showVoices());
      this.hls.on(window.Hls.Events.ERROR, (_, error) => { if (error.fatal) this.recover(error); });
      this.hls.loadSource(this.box.dataset.hls);
      this.hls.attachMedia(this.video);
    }

    recover(error) {
      if (error.type === window.Hls.ErrorTypes.MEDIA_ERROR && !this.recovered) {
        this.recovered = true;
        this.hls.recoverMediaError();
        return;
      }
      const second = this.video.currentTime;
      this.hls.destroy();
      this.hls = null;
      this.fallBack(second);
    }

    fallBack(second = this.video.currentTime) {
      if (this.voices) this.voices.hidden = true;
      this.say("Mạng chập chờn: đang phát bản nhẹ.");
      this.resume(this.mp4, second);
    }

    resume(url, second) {
      this.video.src = url;
      if (second > 0) {
        this.video.addEventListener("loadedmetadata", () => { this.video.currentTime = second; }, { once: true });
      }
      this.play();
    }

    play() {
      const playing = this.video.play();
      if (playing) playing.catch(() => {});  // the browser may wait for another touch; its controls stay
    }

    tracks() {
      if (this.hls) return this.hls.audioTracks.map((track, index) => ({ index, name: track.name, language: track.lang }));
      const list = this.video.audioTracks ? [...this.video.audioTracks] : [];
      return list.map((track, index) => ({ index, name: track.label, language: track.language }));
    }

    trackOf(button) {
      const { voice, voiceLanguage } = button.dataset;
      const tracks = this.tracks();
      return tracks.find((track) => track.name === voice) || tracks.find((track) => track.language === voiceLanguage);
    }

    showVoices() {
      if (!this.voices || this.tracks().length < 2) return;
      for (const button of this.voiceButtons()) button.hidden = !this.trackOf(button);
      this.voices.hidden = false;
      const wanted = this.voiceButtons().find((button) => button.getAttribute("aria-pressed") === "true");
      if (wanted) this.speak(wanted);
    }

    speak(button) {
      const track = this.trackOf(button);
      if (!track) return;
      if (this.hls) this.hls.audioTrack = track.index;
      else [...this.video.audioTracks].forEach((each, index) => { each.enabled = index === track.index; });
      for (const each of this.voiceButtons()) each.setAttribute("aria-pressed", String(each === button));
    }

    seek(second) {
      this.video.currentTime = Math.max(0, second);
      this.play();
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("a, button, input")) return;
      const { video } = this;
      const actions = {
        k: () => (video.paused ? this.play() : video.pause()),
        j: () => { video.currentTime = Math.max(0, video.currentTime - SEEK_SECONDS); },
        l: () => { video.currentTime += SEEK_SECONDS; },
        m: () => { video.muted = !video.muted; },
        f: () => (document.fullscreenElement ? document.exitFullscreen() : video.requestFullscreen && video.requestFullscreen()),
      };
      const action = actions[event.key.toLowerCase()];
      if (!action) return;
      event.preventDefault();
      action();
    }
  }

  function markCue(video, links) {
    const now = video.currentTime;
    let current = null;
    for (const link of links) if (Number(link.dataset.seek) <= now + 0.05) current = link;
    for (const link of links) link.closest(".cue").classList.toggle("cue--now", link === current && now > 0);
  }

  for (const box of document.querySelectorAll("[data-player]")) {
    const player = new Player(box);
    const links = [...document.querySelectorAll("[data-seek]")];
    const hint = document.querySelector("[data-seek-hint]");
    if (hint) hint.hidden = false;
    for (const link of links) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        box.scrollIntoView({ block: "nearest" });
        player.seek(Number(link.dataset.seek));
      });
    }
    if (links.length) player.video.addEventListener("timeupdate", () => markCue(player.video, links));
  }
})();
