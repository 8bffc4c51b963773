"""The texts of the meeting's screen on a device, in the reader's language: written into the page for its scripts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from merata_portal.participation import names


def device_texts() -> dict[str, str]:
    """Every text by its key."""
    entries = {f"entry {kind}": str(name) for kind, name in names.ENTRIES.items()}
    states = {f"state {state}": str(name) for state, name in names.STATES.items()}
    return {**entries, **states, **_start(), **_device(), **_gathering(), **_agenda(), **_floor()}


def _start() -> dict[str, str]:
    return {
        "not possible": _(
            "Peramban atau alamat ini tidak dapat menyimpan dengan aman. Pakai alamat https dan peramban yang baru; "
            "layar musyawarah biasa tetap dapat dipakai."
        ),
        "kept here": _("Musyawarah di perangkat ini"),
        "nothing kept": _(
            "Belum ada musyawarah yang disiapkan. Buka layar musyawarah, lalu pilih “Siapkan untuk dipakai tanpa "
            "sinyal”."
        ),
        "all meetings": _("Semua musyawarah"),
        "pin": _("PIN atau kalimat sandi perangkat ini"),
        "unlock": _("Buka"),
        "wrong pin": _("PIN tidak cocok. Tidak ada yang terhapus; coba lagi."),
        "asking": _("Mengambil musyawarah dari portal …"),
        "sign in to prepare": _("Untuk menyiapkan, masuk dahulu."),
        "sign in": _("Masuk"),
        "not prepared offline": _("Tidak ada sambungan ke portal. Menyiapkan hanya dapat dilakukan saat ada sinyal."),
        "not prepared not found": _("Musyawarah ini tidak ada, atau bukan Anda yang menyelenggarakannya."),
        "not prepared refused": _("Portal menolak: %(why)s"),
        "not prepared": _("Belum tersiapkan: %(why)s. Tidak ada yang disimpan; coba lagi."),
        "not invited yet": _("Undangan belum ditetapkan; tetapkan dahulu, lalu siapkan."),
        "prepare explained": _(
            "Daftar undangan dengan nama, acara, dan aturan kuorum disimpan terenkripsi di perangkat ini, agar "
            "musyawarah berjalan tanpa sinyal. Semuanya dihapus setelah musyawarah ditutup dan terkirim, atau saat "
            "Anda keluar."
        ),
        "new pin": _("PIN atau kalimat sandi untuk perangkat ini"),
        "pin rule": _("paling sedikit 8 tanda; kalimat pendek lebih kuat daripada angka"),
        "pin again": _("Sekali lagi"),
        "pin lost": _(
            "Tanpa PIN ini catatan yang belum terkirim tidak dapat dibuka oleh siapa pun, juga tidak oleh portal."
        ),
        "prepare": _("Siapkan untuk dipakai tanpa sinyal"),
        "weak pin": _("Paling sedikit 8 tanda, bukan angka berurutan, dan paling sedikit empat tanda berbeda."),
        "pins differ": _("Kedua isian berbeda."),
    }


def _device() -> dict[str, str]:
    return {
        "this device": _("Perangkat ini"),
        "all sent": _("Semua catatan sudah terkirim"),
        "one unsent": _("1 catatan belum terkirim: hanya ada di perangkat ini"),
        "unsent": _("%(number)s catatan belum terkirim: hanya ada di perangkat ini"),
        "only here": _("belum terkirim"),
        "stuck": _("%(number)s catatan tidak dapat dibaca portal; tetap di sini. Tulis ulang isinya lebih pendek."),
        "send": _("Kirim sekarang"),
        "sending": _("Mengirim …"),
        "lock": _("Kunci layar"),
        "leave": _("Keluar dan hapus dari perangkat"),
        "sent at": _("Terakhir bertemu portal pukul %(at)s."),
        "not sent offline": _("Tidak ada sambungan; dicoba lagi dengan sendirinya."),
        "not sent signed out": _("Sesi Anda berakhir. Catatan menunggu di sini."),
        "not sent not found": _(
            "Portal tidak mengenal musyawarah ini untuk akun Anda. Catatan tetap di sini; masuklah dengan akun "
            "penyelenggara."
        ),
        "not sent refused": _("Portal menolak kiriman: %(why)s Catatan tetap di sini."),
        "conflicts": _("Bertentangan"),
        "conflicts explained": _(
            "Catatan ini tersimpan di portal, tetapi tidak berlaku, karena bertentangan dengan yang lain. Putuskan di "
            "halaman musyawarah: terima sebagai ralat atau sisihkan."
        ),
        "says this device": _("Perangkat ini"),
        "says other device": _("Perangkat lain"),
        "says portal": _("Yang berlaku"),
        "nothing like it": _("tidak ada yang serupa"),
        "decide": _("Putuskan"),
        "kept": _("%(kind)s: tersimpan di perangkat ini pukul %(at)s."),
        "refused": _("Tidak dicatat: %(why)s."),
        "not kept": _("Tidak tersimpan: %(why)s. Ulangi; yang sudah tersimpan tetap ada."),
        "over": _("Musyawarah selesai dan terkirim"),
        "over explained": _("Semua catatan ada di portal, dan data musyawarah ini sudah dihapus dari perangkat."),
        "go on": _("Lanjut: dokumen dan laporan"),
        "wiped": _("Perangkat ini sudah bersih"),
        "wiped offline": _(
            "Tanpa sambungan, sesi Anda di portal belum diakhiri; ia berakhir sendiri 30 menit setelah terakhir "
            "dipakai."
        ),
        "leave question": _("%(number)s catatan belum terkirim. Tetap keluar?"),
        "leave explained": _("Yang belum terkirim hanya ada di perangkat ini; jika dihapus, hilang untuk selamanya."),
        "stay": _("Tetap di sini"),
        "wipe and leave": _("Hapus dan keluar"),
    }


def _gathering() -> dict[str, str]:
    return {
        "parts": _("Bagian layar"),
        "attendance": _("Hadir"),
        "agenda": _("Acara"),
        "speak": _("Bicara"),
        "write": _("Catat"),
        "state": _("Keadaan"),
        "quorum": _("Kuorum"),
        "present": _("Hadir"),
        "present small": _("hadir"),
        "needed": _("diperlukan"),
        "no quorum rule": _("Tidak ada kuorum untuk jenis musyawarah ini; dibuka dengan yang hadir."),
        "second meeting": _("Musyawarah kedua: berlangsung dengan yang hadir."),
        "lacking": _("Kurang %(number)s orang untuk kuorum."),
        "quorum reached": _("Kuorum tercapai."),
        "quorum at opening": _("Kuorum tercapai saat dibuka."),
        "counts": _("%(invited)s undangan · %(observers)s pengamat · %(women)s perempuan hadir"),
        "starts": _("Mulai %(at)s."),
        "postponed until": _("Ditunda sampai %(at)s; paling lama sampai %(latest)s."),
        "too late": _(
            "Batas waktu penundaan atau musyawarah kedua sudah lewat. Bila kuorum tidak tercapai, batalkan musyawarah "
            "ini dan rencanakan kembali."
        ),
        "discussed": _("Dibahas:"),
        "open": _("Buka musyawarah"),
        "postpone to": _("Tunda sampai"),
        "at most": _("paling lama %(at)s"),
        "postpone": _("Tunda"),
        "consulted people": _("Konsultasi: berapa orang dimintai pendapat"),
        "consult": _("Catat konsultasi"),
        "second on": _("Musyawarah kedua pada"),
        "at latest": _("paling lambat %(day)s"),
        "reconvene": _("Tetapkan musyawarah kedua"),
        "attendance list": _("Daftar hadir"),
        "tap signed": _("Ketuk nama saat ia menandatangani."),
        "all present": _("Semua undangan sudah hadir."),
        "signed already": _("Sudah menandatangani: %(number)s orang"),
        "take back": _("batalkan"),
        "why taken back": _("Mengapa tanda hadir ini dibatalkan"),
        "take sign-in back": _("Batalkan tanda hadir"),
        "observers": _("Hadir tanpa undangan: pengamat"),
        "observer": _("pengamat"),
        "observers note": _("Pengamat tidak dihitung dalam kuorum dan tidak bersuara."),
        "record observer": _("Catat pengamat"),
        "not recorded": _("tidak dicatat"),
        "yes": _("ya"),
        "no": _("tidak"),
        "name": _("Nama"),
        "element": _("Unsur"),
        "sex": _("Jenis kelamin"),
        "female": _("perempuan"),
        "male": _("laki-laki"),
        "disability": _("Disabilitas"),
        "poor": _("Miskin atau rentan"),
        "hamlet": _("Dusun"),
    }


def _agenda() -> dict[str, str]:
    return {
        "oversight": _("pengawasan"),
        "undecided": _("belum diputuskan"),
        "no consensus": _("mufakat tidak tercapai"),
        "consensus": _("mufakat"),
        "carried": _("diterima"),
        "lost": _("ditolak"),
        "votes": _("%(inFavour)s setuju, %(against)s menolak, %(abstained)s abstain"),
        "discuss": _("Bahas butir ini"),
        "decision": _("Keputusan"),
        "agree": _("Mufakat"),
        "no consensus button": _("Mufakat tidak tercapai"),
        "vote": _("Pungut suara"),
        "in favour": _("Setuju"),
        "against": _("Menolak"),
        "abstained": _("Abstain"),
        "what is decided": _("Yang diputuskan"),
        "record vote": _("Catat suara"),
        "dissent": _("Pendapat berbeda"),
        "opinion": _("Pendapat"),
        "record dissent": _("Catat pendapat"),
        "add item": _("Tambah butir acara"),
        "item": _("Butir acara"),
        "add": _("Tambahkan"),
        "objections": _("Keberatan atas acara"),
        "objection": _("Keberatan"),
        "record objection": _("Catat keberatan"),
        "upheld": _("Keberatan diterima"),
        "not upheld": _("Keberatan tidak diterima"),
    }


def _floor() -> dict[str, str]:
    return {
        "who": _("Siapa"),
        "nobody named": _("tidak disebut"),
        "tap spoke": _("Ketuk nama saat ia berbicara."),
        "aspiration": _("Aspirasi"),
        "as spoken": _("Seperti diucapkan"),
        "record aspiration": _("Catat aspirasi"),
        "earlier findings": _("Temuan sebelumnya"),
        "settled": _("Selesai"),
        "reopen": _("Buka kembali"),
        "why": _("Mengapa"),
        "minutes note": _("Catatan notulen"),
        "finding": _("Temuan pengawasan"),
        "finding text": _("Temuan"),
        "no names": _("terbit untuk umum: jangan menulis nama"),
        "promised": _("Dijanjikan (Rp)"),
        "delivered": _("Terwujud (Rp)"),
        "answered by": _("Dijawab oleh"),
        "social officer": _("Petugas sosial"),
        "sector officer": _("Petugas sektor"),
        "in": _("Di"),
        "regency": _("kabupaten/kota"),
        "this area": _("wilayah ini"),
        "answer by": _("Paling lambat"),
        "record finding": _("Catat temuan"),
        "close": _("Tutup musyawarah"),
        "undecided items": _("%(number)s butir acara belum diputuskan."),
        "after closing": _("Setelah ditutup tidak ada yang dapat dicatat lagi."),
        "yes close": _("Ya, tutup musyawarah"),
        "cancel": _("Batalkan musyawarah"),
        "reason": _("Alasan"),
        "do cancel": _("Batalkan"),
        "locally refused": _("Tidak berlaku dalam urutan ini; portal akan menanyakannya kepada Anda:"),
        "last written": _("Terakhir dicatat"),
    }
