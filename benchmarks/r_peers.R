# What R's packages do of the same work: Rscript r_peers.R NAME FOLDER WORLDS, spoken to as `interleaved.serve` is.
# Columns are files of doubles, FOLDER/TABLE.COLUMN.bin. Of convey, sae and emdi each is used only where it is installed.

given <- commandArgs(trailingOnly = TRUE)
name <- given[1]
folder <- given[2]
worlds <- as.integer(given[3])
line <- 420000
simulations <- 50

table_of <- function(table) {
  files <- list.files(folder, pattern = paste0("^", table, "\\..*\\.bin$"), full.names = TRUE)
  columns <- lapply(files, function(file) readBin(file, "double", file.size(file) / 8))
  names(columns) <- sub(paste0("^", table, "\\.(.*)\\.bin$"), "\\1", basename(files))
  as.data.frame(columns)
}

designed <- function() {
  rows <- table_of("rows")
  survey::svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = transform(rows, poor = welfare < line) * 1, nest = TRUE)
}

of_measure <- function(everyone, villages, column) {
  se <- paste0(column, "_se")
  found <- list(c(coef(everyone), coef(villages)), c(survey::SE(everyone), survey::SE(villages)))
  setNames(found, c(column, se))
}

laeken <- function() {
  rows <- table_of("rows")
  found <- laeken::gini(rows$welfare, weights = rows$weight, breakdown = rows$village)
  list(gini = c(found$value, found$valueByStratum$value) / 100)
}

survey_p0 <- function() {
  design <- designed()
  of_measure(survey::svymean(~poor, design), survey::svyby(~poor, ~village, design, survey::svymean), "p0")
}

convey <- function() {
  design <- convey::convey_prep(designed())
  of_measure(convey::svygini(~welfare, design), survey::svyby(~welfare, ~village, design, convey::svygini), "gini")
}

predictors <- function(table) setdiff(names(table), c("area", "welfare"))

sae <- function(survey, census) {
  formula <- reformulate(predictors(survey), "welfare")
  headcount <- function(y) mean(y < line)
  areas <- sort(unique(census$area))
  outside <- census[c("area", predictors(census))]
  arguments <- list(formula, dom = survey$area, selectdom = areas, Xnonsample = outside, L = simulations,
                    transform = "power", lambda = 0, constant = 0, indicator = headcount)
  environment(arguments[[1]]) <- list2env(survey)
  found <- if (worlds > 0) do.call(sae::pbmseebBHF, c(arguments, B = worlds))$est else do.call(sae::ebBHF, arguments)
  list(p0 = found$eb$eb)
}

emdi <- function(survey, census) {
  found <- emdi::ebp(reformulate(predictors(survey), "welfare"), pop_data = census, pop_domains = "area",
                     smp_data = survey, smp_domains = "area", L = simulations, threshold = line,
                     transformation = "log", MSE = worlds > 0, B = max(worlds, 1))
  list(p0 = found$ind$Head_Count)
}

packages <- c(laeken = "laeken", survey = "survey", convey = "convey", sae = "sae", emdi = "emdi")
if (!requireNamespace(packages[[name]], quietly = TRUE)) {
  cat(sprintf("{\"lacks\": \"R has no package %s\"}\n", packages[[name]]))
  quit()
}
if (name %in% c("sae", "emdi")) {
  tables <- list(table_of("survey"), table_of("census"))
  work <- function() do.call(get(name), tables)
} else {
  work <- switch(name, laeken = laeken, survey = survey_p0, convey = convey)
}

numbers <- function(values) paste0("[", paste(sprintf("%.17g", values), collapse = ", "), "]")
found <- work()
cat(sprintf("{\"found\": {%s}}\n", paste0("\"", names(found), "\": ", vapply(found, numbers, ""), collapse = ", ")))
input <- file("stdin", "r")
while (length(readLines(input, n = 1)) > 0) {
  spent <- system.time(work())
  cat(sprintf("{\"seconds\": %.6f, \"processor\": %.6f}\n", spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]]))
}
