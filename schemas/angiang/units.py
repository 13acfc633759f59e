"""Units of measurement, each said once in both languages."""

from schemas.core.site import Text

PERCENT = Text("%", "%")
PERCENT_PER_YEAR = Text("%/năm", "% per year")
DEGREES = Text("°", "°")

PERSONS = Text("người", "persons")
ATTENDANCES = Text("lượt người", "attendances")
HOUSEHOLDS = Text("hộ", "households")
ORGANISATIONS = Text("đơn vị", "organisations")
ESTABLISHMENTS = Text("cơ sở", "establishments")
PROJECTS = Text("dự án", "projects")
PRODUCTS = Text("sản phẩm", "products")
APPLICATIONS = Text("hồ sơ", "applications")
LOANS = Text("khoản", "loans")
ITEMS = Text("mảnh", "pieces")
VEHICLES = Text("phương tiện", "vehicles")
THOUSAND_TREES = Text("nghìn cây", "thousand trees")

METRES = Text("m", "m")
KILOMETRES = Text("km", "km")
HECTARES = Text("ha", "ha")

KILOGRAMS = Text("kg", "kg")
TONNES = Text("tấn", "tonnes")
TONNES_PER_DAY = Text("tấn/ngày", "tonnes per day")
TONNES_PER_MONTH = Text("tấn/tháng", "tonnes per month")
TONNES_PER_HECTARE = Text("tấn/ha", "tonnes per hectare")
KILOGRAMS_PER_HECTARE = Text("kg/ha", "kg per hectare")
TONNES_CO2E = Text("tấn CO2tđ", "tonnes CO2e")
THOUSAND_TONNES_CO2E = Text("nghìn tấn CO2tđ", "thousand tonnes CO2e")

CUBIC_METRES = Text("m³", "m³")
CUBIC_METRES_PER_DAY = Text("m³/ngày đêm", "m³ per day")
CUBIC_METRES_PER_HECTARE = Text("m³/ha", "m³ per hectare")

TOE = Text("TOE", "toe")
KWP = Text("kWp", "kWp")
MWP = Text("MWp", "MWp")
MW = Text("MW", "MW")
MWH = Text("MWh", "MWh")
MWH_PER_YEAR = Text("MWh/năm", "MWh per year")

BILLION_DONG = Text("tỷ đồng", "billion VND")
MILLION_DONG = Text("triệu đồng", "million VND")
MILLION_DONG_PER_PERSON = Text("triệu đồng/người", "million VND per person")
THOUSAND_DONG_PER_MONTH = Text("nghìn đồng/người/tháng", "thousand VND per person per month")
