"""What the screen asks. Loaded by `lookup.py` when it is needed; the style is described in README.md."""

from pen.core import questions as q

# Question: at most four lines. UP means yes.
QUESTIONS = {
    0: ("A bleeding disorder,", "or scars that grow", "(keloids)?"),
    1: ("Weak immune system,", "chemo or radiation,", "or diabetes that is", "not under control?"),
    2: ("Pregnant, nursing,", "under 22, or any", "isotretinoin in the", "last 6 months?"),
    3: ("Rosacea, eczema,", "psoriasis, vitiligo,", "autoimmune disease", "of the skin?"),
    4: ("Does your skin darken", "easily, or keep dark", "marks after a spot or", "a scratch?"),
    5: ("Did your skin bleed,", "in the last session", "or after it?"),
    6: ("Did redness stay for", "more than 48 hours?"),
    7: ("Anything else: pus,", "blisters, hard bumps,", "fever, dark patches,", "spreading redness?"),
    8: ("On your face today:", "acne, a rash, a cold", "sore, an infection or", "an open wound?"),
    9: ("Is your face burnt", "by the sun, or", "freshly tanned?"),
    10: ("Retinol, acids (AHA,", "BHA), vitamin C or", "scrubs on your face", "in the last 48 hours?"),
    11: ("Is the cartridge new,", "its pack sealed and", "undamaged until now?"),
    12: ("Is your face washed,", "dry, and bare: no", "cream, make-up, tint,", "sunscreen or plaster?"),
    13: ("Any medicine that", "thins the blood", "(blood thinners)?"),
    14: ("New since last time:", "pregnancy, illness, a", "medicine, an allergy,", "cold sores, a growth?"),
    15: ("The pen was off. No", "ends the session.", "Did it begin in the", "last half hour?"),
    16: ("Skin cancer or rough", "spots of sun damage,", "a metal allergy, cold", "sores now and then?"),
    17: ("On the zones to treat", "a mole, a wart, or", "another growth or", "a raised spot?"),
    18: ("In the last 4 weeks,", "on the face: filler,", "botulinum, a laser,", "a peel, an operation?"),
    19: ("Is your skin numb, by", "a cream, a spray, an", "injection, or an old", "injury of a nerve?"),
    20: ("Not yet seen by a", "doctor: bumps or dark", "patches, even weeks", "after last time?"),
    q.CONFIRM: ("You answered yes", "at least once.", "Is that right?"),
}


def look_up(number: int) -> "tuple[str, ...]":
    """The lines of a question by its number, one to four; none for a number that does not exist."""
    return QUESTIONS.get(number, ())
