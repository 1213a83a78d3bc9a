// @ts-check
/**
 * The pen of `make pen`, asked over HTTP: what pen.mjs is for a pen in the browser (boards/virtual/live/served_pen.py).
 *
 * A session asks and goes on when it has the answer. So do these requests: in a worker they may wait, and nobody else does.
 */

/** @typedef {import("./telling.mjs").Command} Command */

const JSON_TYPE = "application/json";
const ENDED = "`make pen` has ended. The pen is kept: start it again, and load this page anew.";

export class RemotePen {
  /** @param {string} address */
  constructor(address) {
    this._address = address;
    this._hand = "";
  }

  /** From now on this page has the pen in its hand. Throws when another one has. */
  take() {
    this._hand = this.begin({ do: "take" });
  }

  /** Carry out one command; its answer. Throws what was refused.
   * @param {Command} command @returns {any} */
  ask(command) {
    let answer = this.begin(command);
    if (command.do === "live_to") while (answer) answer = this.begin(command);
    return answer;
  }

  /** As `ask`, but a long time is only begun: not 0 means that the same has to be said again.
   * @param {Command} command @returns {any} */
  begin(command) {
    const asked = new XMLHttpRequest();
    let text = "";
    try {
      asked.open("POST", this._address, false);
      asked.setRequestHeader("Content-Type", JSON_TYPE);
      asked.send(JSON.stringify({ ...command, hand: this._hand }));
      text = asked.responseText;
    } catch {
      throw new Error(ENDED);
    }
    return answered(JSON.parse(text));
  }

  /** Something that takes long, while the pen goes on: its answer, later.
   * @param {Command} command @returns {Promise<any>} */
  async later(command) {
    const asked = { method: "POST", headers: { "Content-Type": JSON_TYPE }, body: JSON.stringify({ ...command, hand: this._hand }) };
    const answer = await fetch(this._address, asked).catch(() => {
      throw new Error(ENDED);
    });
    return answered(await answer.json());
  }
}

/** @param {{ok?: any, error?: string}} answer */
function answered(answer) {
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.ok;
}
