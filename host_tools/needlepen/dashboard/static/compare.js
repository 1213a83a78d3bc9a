// One photo over the other: the slider cuts the upper one.
"use strict";

const cut = document.getElementById("cut");
if (cut) {
  const over = document.querySelector(".over");
  const show = () => {
    over.style.setProperty("--cut", `${100 - cut.value}%`);
    cut.setAttribute("aria-valuetext", cut.dataset.says.replace("NN", cut.value));
  };
  cut.addEventListener("input", show);
  document.querySelector(".slide").hidden = false;
  show();
}
