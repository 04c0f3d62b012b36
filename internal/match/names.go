package match

// Companies and first names appear in questions about particular people ("who is
// the CTO of …"), which we refuse. Like roles they become a slot, so that a few
// phrasings teach them all. The lists need not be complete: an unknown word after
// "of" or "at" beside a role is taken for a company too.
var companies = setOf(`
	google alphabet apple microsoft amazon aws meta facebook netflix nvidia tesla twitter openai anthropic oracle ibm intel amd cisco dell hp hpe sap salesforce adobe uber lyft airbnb
	spotify stripe paypal klarna revolut monzo wise visa mastercard shopify ebay etsy alibaba tencent baidu bytedance tiktok huawei xiaomi samsung sony nokia ericsson siemens bosch bmw volkswagen
	mercedes daimler porsche audi toyota honda ford volvo boeing airbus spacex walmart target costco tesco lidl aldi ikea starbucks mcdonalds nike adidas zalando booking expedia accenture deloitte
	kpmg pwc capgemini infosys wipro tcs cognizant mckinsey gartner jpmorgan citi citigroup barclays hsbc santander ubs ing bbva goldman allianz axa pfizer novartis roche bayer astrazeneca
	merck disney comcast verizon vodafone telekom orange lufthansa ryanair fedex ups dhl shell bp exxon unilever nestle pepsi cocacola linkedin github gitlab slack zoom snowflake databricks palantir
	cloudflare datadog hashicorp mongodb atlassian dropbox twilio snap snapchat pinterest reddit instagram whatsapp youtube nasa nhs intuit workday servicenow vmware lenovo asus qualcomm arm tsmc instacart doordash coinbase binance robinhood deepmind xai`)

var firstNames = setOf(`
	anna maria john peter tom thomas michael david james robert william mary jennifer linda elizabeth sarah karen lisa nancy sandra ashley emily michelle laura amanda melissa stephanie rebecca
	sharon cynthia amy kathleen angela emma olivia sophia sophie hannah julia katharina christina claudia sabine petra monika stefan andreas christian markus martin alexander daniel matthew anthony
	steven paul andrew joshua kenneth kevin brian george timothy ronald jason edward jeffrey ryan jacob nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory raymond
	patrick dennis jerry tyler aaron jose adam nathan henry zachary douglas kyle noah ethan jeremy walter keith roger terry austin sean gerald carl harold arthur lawrence jordan jesse bryan bruce
	gabriel joe logan alan juan albert willie elijah wayne randy vincent mike steve dave bob bill jim dan ben sam chris alex nick matt tim jeff greg priya raj amit rahul sanjay anil deepak ravi
	wei li chen ahmed mohammed fatima omar ali hassan yusuf ivan olga dmitri natasha elena marco luca giulia francesca pierre marie jean claire lucas hugo elon satya sundar zuckerberg musk bezos nadella pichai altman cook werner vogels`)
