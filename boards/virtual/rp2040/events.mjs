/**
 * What the world has to know or answer, in order. One entry of the queue is one reply of a `run`; a chip with an
 * entry waiting stands still. Survives resets of the chip. Times are the world's (ns).
 */

import { Gate, Lamp } from './decoders.mjs';

const TAG = 6;
const STEP = 7;
const DIR = 8;
const NENABLE = 9;
const HOLD = 2;
const GATE = 10;
const LAMP = 16;
const BUZZER = 17;
const NOBODY = -1;
const TONE_SETTLES_NS = 50_000; // the port sets divider, top and level of a PWM one after another

/** The queue, and the decoders that feed it. */
export class Events {
  constructor() {
    this.sent = []; // bytes from the pen
    this.powerOff();
  }

  /** No chip any more: nothing is driven, nothing is asked. */
  powerOff() {
    this.chip = null;
    this.queue = [];
    this.answering = null; // takes the answer to the question told last
    this.levels = new Map(); // what the chip drives, pin by pin
    this.gate = new Gate((report) => this.tell({ why: 'gate', ...report }));
    this.lamp = new Lamp();
    this.tone = { hz: 0, duty: 0 };
    this.buzzing = false;
  }

  /** A new chip, after power-on or a reset: it drives nothing yet. */
  attach(chip) {
    const at = chip.now;
    this.chip = chip;
    this.answering = null;
    this.buzzing = false;
    this.restAlarm = chip.clock.createAlarm(() => this.checkRest());
    this.toneAlarm = chip.clock.createAlarm(() => this.checkTone());
    for (const pin of this.levels.keys()) {
      this.driven(pin, NOBODY, at);
    }
    this.checkTone();
  }

  /** Forget what a chip that is no more has asked. */
  dropQuestions() {
    this.queue = this.queue.filter((entry) => entry.done === undefined);
  }

  /** Queue a report. */
  tell(report) {
    this.queue.push({ report });
    this.chip.stopped = true;
  }

  /** Queue a question; `done` gets the answer. */
  question(report, done) {
    this.queue.push({ report, done });
  }

  /** The next reply, or null. */
  next() {
    const entry = this.queue.shift();
    if (entry === undefined) {
      return null;
    }
    this.answering = entry.done ?? null;
    return entry.report;
  }

  /** The world's answer to the question told last. */
  answer(value) {
    const done = this.answering;
    this.answering = null;
    done?.(value);
  }

  /** The chip drives a pin to 0 or 1, or lets go of it (-1). */
  driven(pin, level, at) {
    const before = this.levels.get(pin) ?? NOBODY;
    if (level === before) {
      return;
    }
    this.levels.set(pin, level);
    const told = level === NOBODY ? null : level;
    switch (pin) {
      case HOLD:
      case TAG:
      case DIR:
      case NENABLE:
        this.tell({ why: 'pin', pin, level: told });
        break;
      case STEP:
        if (level === 1) {
          this.tell({ why: 'step', at });
        }
        break;
      case GATE:
        this.gate.change(told, at);
        this.armRest();
        break;
      case LAMP:
        this.lamp.change(level === 1 ? 1 : 0, at);
        break;
    }
  }

  armRest() {
    const { restsAt } = this.gate;
    if (restsAt !== null && !this.restAlarm.scheduled) {
      this.restAlarm.scheduleAt(Math.max(this.chip.clock.nanos, restsAt - this.chip.epoch));
    }
  }

  checkRest() {
    this.chip.catchUp();
    if (this.gate.restsAt !== null && this.gate.restsAt <= this.chip.now) {
      this.gate.rest();
    }
    this.armRest();
  }

  /** A pin got or lost the function PWM. */
  pwmPin(_chip, pin, on) {
    if (pin === BUZZER) {
      this.buzzing = on;
      this.pwmChanged();
    } else if (on) {
      this.tell({ why: 'pwm', pin });
    }
  }

  /** A PWM register was written. */
  pwmChanged() {
    this.toneAlarm?.schedule(TONE_SETTLES_NS);
  }

  checkTone() {
    const tone = this.buzzing ? this.chip.rp2040.pwm.tone(BUZZER) : { hz: 0, duty: 0 };
    if (tone.hz !== this.tone.hz || tone.duty !== this.tone.duty) {
      this.tone = tone;
      this.tell({ why: 'tone', ...tone });
    }
  }

  /** Bytes from the pen have arrived at the computer. */
  serial(bytes) {
    this.sent.push(bytes);
  }

  /** What every reply carries besides its reason: `serial` and `led`, if there is any. */
  extras() {
    const extras = {};
    if (this.sent.length > 0) {
      extras.serial = Buffer.concat(this.sent).toString('hex');
      this.sent = [];
      if (extras.serial === '') {
        delete extras.serial;
      }
    }
    const colour = this.chip === null ? null : this.lamp.take(this.chip.now);
    if (colour !== null) {
      extras.led = colour;
    }
    return extras;
  }
}
