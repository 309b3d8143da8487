// Records a voice note as WAV: one channel, 16 bits, about 16 kHz. Browsers' own recordings are WebM, which no phone sends.
// What goes out to phones is OGG instead (data-ogg, ogg.js): no phone plays WAV.
"use strict";

const RATE = 16000;
const LONGEST = 300; // seconds; the simulator takes 20 MB

function wav(chunks, rate) {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const view = new DataView(new ArrayBuffer(44 + 2 * length));
  const word = (at, text) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, 36 + 2 * length, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, 2 * length, true);
  let at = 44;
  for (const chunk of chunks) {
    for (const sample of chunk) {
      view.setInt16(at, Math.max(-1, Math.min(1, sample)) * 32767, true);
      at += 2;
    }
  }
  return new Blob([view], { type: "audio/wav" });
}

// Averages neighbours, which is enough for speech.
function slower(samples, step) {
  const found = new Float32Array(Math.floor(samples.length / step));
  for (let index = 0; index < found.length; index += 1) {
    let sum = 0;
    for (let inner = 0; inner < step; inner += 1) sum += samples[index * step + inner];
    found[index] = sum / step;
  }
  return found;
}

class Recording {
  static async begin(rate) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const context = new AudioContext();
    await context.audioWorklet.addModule("/static/recorder-worklet.js");
    return new Recording(stream, context, rate);
  }

  constructor(stream, context, rate) {
    this.stream = stream;
    this.context = context;
    this.step = Math.max(1, Math.round(context.sampleRate / rate));
    this.chunks = [];
    const source = context.createMediaStreamSource(stream);
    const tap = new AudioWorkletNode(context, "tap", { numberOfOutputs: 0 });
    tap.port.onmessage = (event) => this.chunks.push(slower(event.data, this.step));
    source.connect(tap);
  }

  get seconds() {
    return Math.floor(this.chunks.reduce((sum, chunk) => sum + chunk.length, 0) / this.rate);
  }

  get rate() {
    return Math.round(this.context.sampleRate / this.step);
  }

  end() {
    this.stream.getTracks().forEach((track) => track.stop());
    this.context.close();
    return this;
  }
}

// What keeps each recording that goes on: whoever sends a form takes it along.
const going = new Set();

document.addEventListener("submit", async (event) => {
  if (!going.size) return;
  event.preventDefault();
  event.stopPropagation();
  const form = event.target, by = event.submitter;
  for (const keep of [...going]) await keep();
  if (going.size) return;
  const same = form.isConnected ? form : [...document.forms].find((one) => one.action === form.action);
  same?.requestSubmit(by?.isConnected ? by : null);
}, true);
addEventListener("beforeunload", (event) => going.size && event.preventDefault());

function prepare(tray) {
  const start = tray.querySelector("[data-record]");
  const packed = "ogg" in start.dataset;
  const bar = tray.querySelector("[data-recording]");
  const seconds = bar.querySelector("[data-seconds]");
  let recording = null;
  let unsent = null; // what nobody took, for another try
  let timer = 0;
  let busy = false;

  const open = () => {
    going.add(keep);
    tray.classList.add("is-recording");
    bar.hidden = false;
    bar.querySelector("[data-keep]").focus();
  };
  const stop = () => {
    going.delete(keep);
    clearInterval(timer);
    tray.classList.remove("is-recording");
    bar.hidden = true;
    start.focus();
    const heard = recording?.end();
    recording = unsent = null;
    return heard;
  };
  const tick = () => {
    const gone = recording.seconds;
    seconds.textContent = `${Math.floor(gone / 60)}:${String(gone % 60).padStart(2, "0")}`;
    if (gone >= LONGEST) keep();
  };
  const keep = async () => {
    const body = new FormData();
    const before = unsent;
    const heard = stop();
    busy = true;
    const sound = before ?? (packed ? await ogg(heard.chunks, heard.rate) : wav(heard.chunks, heard.rate));
    body.append(start.dataset.field ?? "file", sound, packed ? "voice.ogg" : "voice.wav");
    const taken = (await send(tray, start.dataset.record, body)) !== null;
    busy = false;
    if (taken) return;
    unsent = sound;
    open();
  };

  start.hidden = false;
  start.addEventListener("click", async () => {
    if (busy) return;
    try {
      unsent = null;
      recording = await Recording.begin(packed ? OPUS_RATE : RATE);
    } catch {
      problem(tray, start.dataset.denied ?? "The browser gives no microphone. Attach a voice file instead.");
      return;
    }
    seconds.textContent = "0:00";
    open();
    timer = setInterval(tick, 250);
  });
  bar.querySelector("[data-drop]").addEventListener("click", stop);
  bar.querySelector("[data-keep]").addEventListener("click", keep);
}

if (navigator.mediaDevices) {
  for (const start of document.querySelectorAll("[data-record]")) {
    if (!("ogg" in start.dataset) || "AudioEncoder" in window) prepare(start.closest(".tray"));
  }
}
