"""How thick the skin of each zone is, in um, as published: what the page's cross-section is drawn from. CPython only.

Women, as the pen's first owner is one. Means; people differ by a fifth and more, so nothing is decided by these.

- *Meng*: Y. Meng et al., BMC Medical Imaging 2022, 22:113 (PMC9205051), table 2: high-frequency ultrasound in 69 women.
  Forehead as "forehead", cheek as "zygoma", chin as "submandibular", the nearest site that was measured. Ultrasound
  counts its entry echo to the epidermis, a microscope sees less: 0.03 to 0.06 mm in ten bodies (Chopra et al.,
  Aesthetic Surgery Journal 2015, 35:1007).
- *Selcuk*: "Measurement of epidermis, dermis and total skin thicknesses from six different face regions", Selcuk
  Medical Journal, article 7154: microscope, 90 women. The epidermis of the upper lip is its own mean; of its dermis
  the abstract tells only the least of the six regions.
- *Kim*: Y. S. Kim et al., "Regional thickness of facial skin and superficial fat", Clinical Anatomy 2019: fat under
  the skin of 53 bodies, 1.61 mm (bridge of the nose) to 5.14 mm (around the mouth); forehead and cheek lie between.
"""

MENG = "Meng 2022, ultrasound, 69 women"
SELCUK = "Selcuk Medical Journal 7154, microscope, 90 women; dermis: the least of six regions"
KIM = "Kim 2019, 53 bodies"

# by zone, in the order of pen.core.zones: epidermis, dermis, where from
LAYERS = (
    (200, 860, MENG),  # forehead
    (200, 870, MENG),  # left cheek
    (200, 870, MENG),  # right cheek
    (180, 910, MENG),  # chin
    (121, 1150, SELCUK),  # upper lip
)
FAT_UM = (1610, 5140)  # least and most in a face (Kim): it goes on below the picture

# What else is sold, as lengths that its makers name (um): (depth, what has it)
OTHERS = (
    (1000, "the roller or pen that scarred"),
    (1500, "Exceed, Dermalogica PRO"),
    (2500, "SkinPen, SkinStylus, Dr. Pen A20"),
)
