"""What is being computed now, in words for who waits, from the names that `merata` gives its steps."""

from __future__ import annotations

_NAMES = {
    "package": ("Mencari paket terbaik", "Looking for the best package"),
    "effects": ("Menghitung dampak paket", "Computing what the package does"),
    "regret": ("Membandingkan dengan kebiasaan", "Comparing with what is usually done"),
    "robustness": ("Menguji kekukuhan pilihan", "Testing how robust the choices are"),
    "candidates": ("Menyusun pilihan", "Setting up the choices"),
    "welfare": ("Menduga kesejahteraan rumah tangga", "Predicting the welfare of households"),
    "draws": ("Mengambil ulangan", "Taking draws"),
    "rules": ("Memeriksa aturan program", "Applying the programmes' rules"),
    "model": ("Menyusun model", "Fitting the model"),
    "bootstrap": ("Menghitung galat baku", "Computing standard errors"),
    "forced": ("Mencoba keadaan sebaliknya", "Trying it the other way"),
    "training": ("Mengevaluasi pelatihan", "Evaluating training"),
    "empowerment": ("Mengevaluasi pemberdayaan desa", "Evaluating village empowerment"),
    "infrastructure": ("Mengevaluasi karya", "Evaluating works"),
    "registry": ("Membaca registri", "Reading the registry"),
}
_OTHER = ("Menghitung", "Computing")


def step_names(now: str) -> tuple[str, str]:
    """The step in Indonesian and English; one that `merata` names in both languages stays in its words."""
    if now in _NAMES:
        return _NAMES[now]
    here, parted, there = now.partition(" / ")
    if parted:
        return here, there
    done, slash, total = now.partition("/")
    if slash and done.isdecimal() and total.isdecimal():
        return f"Bagian {done} dari {total}", f"Part {done} of {total}"
    return _OTHER
