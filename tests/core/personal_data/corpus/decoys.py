"""What official papers are full of and what is nobody's personal detail."""

from tests.core.personal_data.corpus.values import STREETS, Values

DECOYS: dict[str, list[str]] = {
    "tuning": [
        "Căn cứ Quyết định số {n4}/QĐ-UBND ngày 15/06/2024 của Ủy ban nhân dân tỉnh về việc giao dự toán;",
        "Tổng thu ngân sách: 12.345.678.901 đồng, đạt 102,5% dự toán; chi thường xuyên 9.876.543.210 đồng.",
        "Thu điều tiết 033.199.012 đồng và thu khác 1.033.199.012.345 đồng.",
        "Mã ĐVQHNS: 1{n6}; mã chương 822; mã ngành kinh tế 341; tiểu mục 6001.",
        "Thửa đất số {n3}, tờ bản đồ số {n2}, diện tích {n3},5 m2, loại đất LUC.",
        "Tài khoản 3713.0.10{n5} mở tại Kho bạc Nhà nước khu vực V.",
        "Công ty TNHH Xây dựng Mẫu, MST 0900{n6}, trúng gói thầu số {n2}.",
        "Đường dây nóng của Ủy ban nhân dân xã: 0221 3{n6}; tổng đài 1022.",
        "Hộp thư công vụ: ubnd.{n2}@hungyen.gov.vn.",
        "Nâng cấp tuyến đường từ số nhà {n2} ngõ {n1} đến trạm bơm thôn Đông, dài {n3} m.",
        "Học sinh Trường Tiểu học Lê Văn Tám và Trường THCS Nguyễn Trãi nghỉ hè.",
        "Số liệu phát sinh ngày 30/06/2025; tổng vệ sinh ngày 15/08/2025.",
        "Tọa độ mốc: X = 2285{n3}.45; Y = 541{n3}.78.",
        "STT 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        "Mã hồ sơ 000.00.{n2}.H31-2401{n2}-0{n3}.",
        "Trụ sở Ủy ban nhân dân phường: số {n2}, đường {street}.",
        "Ông Chủ tịch ký ngày 05/01/2026; hiệu lực từ ngày 01/02/2026.",
        "Hộ nghèo: {n3} hộ, cận nghèo {n3} hộ; trẻ em dưới 6 tuổi: {n3} cháu; người cao tuổi: {n3} cụ.",
    ],
    "second": [
        "Nghị quyết số {n3}/2025/NQ-HĐND ngày 12/12/2025 của Hội đồng nhân dân xã khóa 21.",
        "Kinh phí thực hiện 8{n3}.{n3}.000 đồng, phân bổ lần 1: {n3}.{n3}.000 đồng, lần 2: {n3} triệu đồng.",
        "Mã số dự án 7{n6}, mã TBMT IB2400{n6}-00, số hợp đồng {n2}/2025/HĐXD.",
        "Bảng giá đất: vị trí 1 {n2}.000.000 đồng/m2, vị trí 2 {n2}.500.000 đồng/m2; thửa {n3}.",
        "Mã số doanh nghiệp 0901{n6}-001, người đại diện theo pháp luật ký đóng dấu.",
        "Số tài khoản 9527.2.10{n5}, KBNN Hưng Yên, nội dung: nộp phí vệ sinh.",
        "Bộ phận một cửa tiếp nhận qua điện thoại 02213 {n6}, giờ hành chính.",
        "Gửi góp ý về vanthu@phohien.hungyen.gov.vn hoặc nộp trực tiếp.",
        "Cấm đường đoạn qua ngõ {n2} phố {street} để thi công cống D600 dài {n3} m.",
        "Liên đội Trường THPT Trần Hưng Đạo phát động thi đua; em nào chưa đăng ký thì đăng ký trước ngày 20/11.",
        "Đăng ký khai sinh ngày 02/01/2026: {n2} trường hợp; khai tử: {n1} trường hợp.",
        "Mã vạch 893{n5}{n5}; số seri AB {n6}{n2}.",
        "Dân số {n2}.{n3} người, mật độ 1.{n3} người/km2; 12 tháng tăng 0,9%.",
        "SHA-256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "Nhà văn hóa thôn {n1}, địa chỉ: xóm {n1}, đường {street}, mở cửa hằng ngày.",
        "Anh hùng liệt sĩ sinh ngày 19/5/1925, tượng đài đặt tại đường Nguyễn Văn Linh.",
        "Biển số 89A-{n5}; công tơ PA{n6}; chiều dài tuyến {n3} m; công suất 1{n3} m3/h.",
        "Xem https://congbao.example/van-ban/{n6}{n4} và phụ lục kèm theo.",
    ],
    "report": [
        "Thông báo số {n3}/TB-UBND ngày 03/02/2026 về lịch tiếp công dân định kỳ tháng 2.",
        "Ủy ban nhân dân xã giao ông Phó Chủ tịch chỉ đạo, báo cáo trước ngày 15/03/2026.",
        "Thu tiền sử dụng đất: {n2}.{n3}.{n3}.000 đồng; thu lệ phí trước bạ {n3}.{n3} nghìn đồng.",
        "Gói thầu số {n2}: Xây lắp, giá trúng thầu {n1}.{n3}.{n3}.{n3} VND, thời gian {n3} ngày.",
        "Khu vực quy hoạch gồm thửa {n3}, {n3}, {n3} thuộc tờ bản đồ {n2} (xứ đồng Cửa Đình).",
        "Nhà thầu: Công ty Cổ phần Mẫu, mã số thuế: 0900{n6}, địa chỉ số {n2} đường {street}.",
        "Chuyển về tài khoản số 8113.2.10{n5} của Kho bạc Nhà nước, chương 8{n2}.",
        "Phòng Kinh tế, điện thoại cơ quan (0221) 3{n6}, máy lẻ {n3}.",
        "Tổng đài chăm sóc khách hàng 1800 {n4}; cứu hỏa 114; cấp cứu 115.",
        "Tuyến đường trục thôn dài {n4} m, đoạn từ ngõ {n2} đến đường {street}, rộng {n1},5 m.",
        "Toàn xã có {n3} học sinh giỏi, {n2} học sinh Trường THPT Dương Quảng Hàm đỗ đại học.",
        "Số hồ sơ H31.{n2}.{n2}-250{n3}-0{n3}; mã tra cứu {n6}{n4}.",
        "Kết quả rà soát sinh kế ngày 20/12/2025; sơ sinh nhẹ cân: {n2} trẻ; sinh viên: {n3} em.",
        "Tọa độ VN-2000: 2282{n3}.123 558{n3}.456; cao độ {n1}.{n2} m.",
        "Điện năng {n6} kWh; khối lượng đất đào {n4},{n2} m3; diện tích {n5} m2.",
        "Mục 1.2.3.4, khoản 5, điểm a; biểu 06/CK-NSNN; Thông tư 344/2016/TT-BTC.",
        "Trung tâm Phục vụ hành chính công, số {n2} phố {street}, email: tthcc@hungyen.gov.vn.",
        "Công trình: Nhà văn hóa tổ dân phố số {n1}, đường {street}; chủ đầu tư: UBND phường.",
    ],
}


def decoy(values: Values, *, part: str) -> str:
    """Return one line that must raise no finding."""
    text = values.pick(DECOYS[part])
    numbers = {f"n{size}": str(values.rng.randint(1, 9)) + values.digits(size - 1) for size in range(1, 7)}
    return text.format(street=values.pick(STREETS), **numbers)
