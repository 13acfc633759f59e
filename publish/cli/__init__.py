"""``ktth``: the command line, a thin shell over functions that a test or a notebook can call.

Mã thoát: 0 xong · 1 số liệu có lỗi · 2 gọi sai · 3 bị từ chối (bước kiểm soát, bản cũ, giấy phép, số phiên bản) ·
4 trở ngại bên ngoài số liệu (ổ đĩa, mạng, kho lưu trữ bị hỏng) · 70 lỗi của chương trình.

Exit codes: 0 done · 1 the data has errors · 2 the call is wrong · 3 refused (gate, stale base, licence, version) ·
4 something outside the data stands in the way (disk, network, a damaged archive) · 70 a defect of the program.
"""

from publish.cli.main import main

__all__ = ["main"]
